import { randomUUID } from 'node:crypto';
import { repeat } from '../runtime/repeat';
import { recordVenueHealth } from '../storage/venueHealth';
import type { ShardReport } from '../streams/shardMessages';
import type { ProcessContext } from './processContext';
import type { VenueLinks } from './venueLinks';
import type { VenueSessions } from './venueSessions';

const SAMPLE_MS = 1_000;

export interface VenueWatchDeps {
  readonly sessions: VenueSessions;
  readonly links: VenueLinks;
  /** Reports of the living shards, in a process that has feeds. */
  readonly reports?: () => readonly ShardReport[];
}

/** Tells the breakers once a second what this process meets at each venue. */
export function keepVenuesWatched(
  { name, config, database, clock, logger, shutdown }: ProcessContext,
  { sessions, links, reports }: VenueWatchDeps,
): void {
  const process = `${name} ${randomUUID()}`;
  const loop = repeat(
    async () => {
      if (reports !== undefined) tellFeeds(sessions, links, reports());
      const samples = sessions.sessions.map(({ venue, meter }) => {
        const { requests, errors, skewMs } = meter.read(clock.nowMs());
        return { venue, requests, errors, downForMs: links.downForMs(venue), skewMs: skewMs ?? null };
      });
      await recordVenueHealth(database, { mode: config.mode, process, samples });
    },
    { name: 'venueHealth', everyMs: SAMPLE_MS, logger },
  );
  shutdown.add({ name: 'venueHealth', stop: () => loop.stop() });
}

/** A venue's feed works while at least one of its books is trusted: one symbol alone may be halted or gone. */
function tellFeeds(sessions: VenueSessions, links: VenueLinks, reports: readonly ShardReport[]): void {
  const trusted = new Set(
    reports.flatMap(({ streams }) =>
      streams
        .filter((stream) => stream.trusted)
        .map(({ instrumentId }) => sessions.instruments.get(instrumentId)?.venue),
    ),
  );
  for (const { venue } of sessions.sessions) links.set(venue, 'public', trusted.has(venue));
}
