import { randomUUID } from 'node:crypto';
import { keyDenial } from '../domain/keyPermissions';
import type { Opportunity } from '../domain/opportunity';
import { createTradeSteps } from '../execution/tradeSteps';
import { readInstallationId } from '../storage/installation';
import { saveInstruments } from '../storage/instruments';
import { recordOpportunities } from '../storage/opportunities';
import { createTradeEvents } from '../storage/redis/tradeEvents';
import { followSlots } from '../storage/slots';
import { VenueReadError } from '../venues/orderGateway';
import { venueAdapter } from '../venues/registry';
import { announcedSteps } from './announcedSteps';
import { createTraderLeases } from '../storage/traderLeases';
import { repeat } from '../runtime/repeat';
import { holdGuardLifeline } from './guardLifeline';
import { createDiscoveryRecorder } from './discoveryRecorder';
import { createFactRecorder, type FactRecorder } from './factRecorder';
import { createFaultPoint } from './faultPoints';
import { keepCapitalKnown, keepPricesKnown, openAccount } from './marketUpkeep';
import { openTemporal } from './openTemporal';
import { openProcess, type ProcessContext } from './processContext';
import { keepFreezeKnown, openProcessVenues } from './processVenues';
import { runRoot } from './runRoot';
import { createReconciler } from './reconciler';
import { createSlotCache } from './slotCache';
import { createOpenings, type Openings } from './openings';
import { createStreams, type Streams } from '../streams/createStreams';
import { createTradeDesk, type TradeDesk } from './tradeDesk';
import { createTradesWorker } from './tradesWorker';
import { detectionSettings, SPREAD, stepSettings, tradeTerms } from './tradingSettings';
import { createVenueLinks, type VenueLinks } from './venueLinks';
import { builtWorkflowBundle } from './workflowBundle';
import { enabledVenues, venueSettings } from './venueSettings';
import { createVenueGate, gatedSteps, type VenueGate } from './venueGate';
import { openWarmJournal } from './warmJournal';
import type { VenueSessions } from './venueSessions';
import { keepVenuesWatched } from './venueWatch';

/** A venue that could not be reconciled at the start is tried again after this. */
const ADMIT_AGAIN_MS = 2_000;
/** The key that switches the strategy: open trades of it go on, books and detection too, and no trade is started. */
const DISABLED_BY = `strategies.${SPREAD}.enabled`;

/** The process `trader`: feeds and detection on worker threads, the worker of queue `trades`, sessions with the venues. */
async function main(): Promise<void> {
  const context = openProcess('trader');
  const { config, logger, clock, shutdown } = context;
  const owner = `trader ${String(process.pid)} ${randomUUID()}`;
  await stayKnownToGuards(context, owner);
  const facts = createFactRecorder({ journal: context.journal, mode: config.mode, logger });
  shutdown.add({ name: 'facts', stop: () => facts.stop() });
  const links = createVenueLinks(enabledVenues(config), ['public', 'private'], clock);
  const sessions = await openSessions(context, { facts, links });
  await saveInstruments(context.database, [...sessions.instruments.values()]);
  const gate = openGate(context, sessions);
  const temporal = await openTemporal(context);
  const streams = openStreams(context, {
    sessions,
    gate,
    offer: (opportunity) => {
      desk.offer(opportunity);
    },
  });
  const deps = await stepDeps(context, { owner, sessions, streams });
  const steps = gatedSteps(createTradeSteps(deps), gate, context.clock);
  const worker = await createTradesWorker({
    ...temporal,
    workflowBundle: builtWorkflowBundle(config),
    steps: announcedSteps(steps, {
      events: createTradeEvents({ link: context.redis }),
      tasks: context.tasks,
    }),
  });
  const working = worker.run();
  shutdown.add({
    name: 'worker',
    async stop() {
      worker.shutdown(); // started steps finish, open trades stay with Temporal
      await working;
    },
  });
  const desk = createDesk(context, createOpenings(context, { temporal, steps, faultPoint: deps.faultPoint }));
  // Stopped first: no new trade opens, and while started steps finish they still have books and sockets.
  shutdown.add({
    name: 'desk',
    stop() {
      desk.close();
      return context.tasks.settled();
    },
  });
  keepCapitalKnown(context, streams);
  keepPricesKnown(context, { sessions, streams });
  keepVenuesWatched(context, { sessions, links, reports: () => streams.health() });
  streams.start();
  logger.info({ event: 'process.ready' });
  await working;
}

async function openSessions(
  context: ProcessContext,
  { facts, links }: { facts: FactRecorder; links: VenueLinks },
): Promise<VenueSessions> {
  const { config, logger } = context;
  return openProcessVenues(context, venueSettings(config, venueAdapter), {
    freeze: await keepFreezeKnown(context),
    listenerOf: (venue) => ({
      onOrder: (report) => {
        facts.order(report);
      },
      onFill: (fill) => {
        facts.fill(fill);
      },
      onBalances: () => undefined, // compared with the ledger by reconciliation
      onHealthy: (healthy) => {
        links.set(venue, 'private', healthy);
        logger.info({ event: 'privateStream.health', venue, healthy });
      },
    }),
  });
}

/** Start-up is recovery: nothing opens on a venue before it has been reconciled; open trades go on meanwhile. */
function openGate(context: ProcessContext, sessions: VenueSessions): VenueGate {
  const { logger, shutdown } = context;
  const reconcile = createReconciler(context, sessions);
  const gate = createVenueGate({
    venues: sessions.sessions.map(({ venue }) => venue),
    async keyDenial(venue) {
      if (context.config.mode === 'testnet') return undefined; // test environments answer no questions about keys
      return keyDenial(venue, await sessions.of(venue).account.keyPermissions());
    },
    async admit(venue) {
      await openAccount(context, sessions.of(venue)).catch((error: unknown) => {
        if (!(error instanceof VenueReadError)) throw error; // the report says that it can't be read
      });
      return reconcile(venue, 'start-up');
    },
    retryMs: ADMIT_AGAIN_MS,
    logger,
  });
  shutdown.add({ name: 'admission', stop: () => gate.stop() });
  gate.start();
  return gate;
}

function createDesk(context: ProcessContext, openings: Openings): TradeDesk {
  const { config, clock, tasks } = context;
  const { slotsPerPair, maxConcurrentTrades } = config.strategies.spread;
  const discoveries = createDiscoveryRecorder(context);
  const desk = createTradeDesk({
    slots: createSlotCache(slotsPerPair),
    terms: tradeTerms(config),
    maxConcurrentTrades,
    queueLength: config.streams.queueLength,
    clock,
    tasks,
    ...openings,
    onDenied: ({ pairKey }, denial) => {
      discoveries.record([{ pairKey, atMs: clock.nowMs(), denial, suppressed: 0 }]);
    },
  });
  followSlots(context.database, (slot) => {
    desk.onSlot(slot);
  });
  return desk;
}

interface StreamParts {
  readonly sessions: VenueSessions;
  readonly gate: VenueGate;
  readonly offer: (opportunity: Opportunity) => void;
}

function openStreams(context: ProcessContext, { sessions, gate, offer }: StreamParts): Streams {
  const { config, logger, clock, shutdown } = context;
  const { enabled } = config.strategies[SPREAD];
  if (!enabled) logger.warn({ event: 'strategy.disabled', strategy: SPREAD, key: DISABLED_BY });
  const discoveries = createDiscoveryRecorder(context);
  const streams = createStreams({
    settings: detectionSettings(config),
    instruments: [...sessions.instruments.values()],
    endpoints: Object.fromEntries(sessions.sessions.map(({ venue, endpoints }) => [venue, endpoints])),
    shardCount: config.streams.shards,
    clock,
    logger,
    onOpportunity: (opportunity) => {
      if (!enabled) return;
      const denial = gate.denialOf(opportunity.legs);
      if (denial === undefined) offer(opportunity);
      else discoveries.record([{ pairKey: opportunity.pairKey, atMs: clock.nowMs(), denial, suppressed: 0 }]);
    },
    onDiscovery: (batch) => {
      discoveries.record(batch);
    },
    onReport: ({ endedEpisodes: ended }) => {
      const batch = { mode: config.mode, strategy: SPREAD, ended };
      context.tasks.run('opportunities', recordOpportunities(context.fleeting, batch));
    },
  });
  shutdown.add({ name: 'streams', stop: () => streams.stop() });
  return streams;
}

/** Before the first step: a lease, kept fresh, and a socket to each guard. At the end both go when nothing is under way any more. */
async function stayKnownToGuards(
  { config, fleeting, logger, shutdown }: ProcessContext,
  owner: string,
): Promise<void> {
  const { addresses, leaseMs, renewEveryMs } = config.guard;
  const leases = createTraderLeases(fleeting);
  await leases.renew(owner, leaseMs);
  const renewing = repeat(() => leases.renew(owner, leaseMs), {
    name: 'lease',
    everyMs: renewEveryMs,
    logger,
  });
  const lifeline = holdGuardLifeline(addresses, { owner, logger });
  shutdown.add({
    name: 'lease',
    async stop() {
      await renewing.stop();
      lifeline.close();
      await leases.drop(owner);
    },
  });
}

async function stepDeps(
  context: ProcessContext,
  { owner, sessions, streams }: { owner: string; sessions: VenueSessions; streams: Streams },
) {
  const { config, database, clock, logger } = context;
  return {
    installationId: await readInstallationId(database),
    owner,
    journal: await openWarmJournal(context),
    gateways: new Map(sessions.sessions.map(({ venue, gateway }) => [venue, gateway])),
    instruments: sessions.instruments,
    marketView: streams.marketView,
    settings: stepSettings(config),
    clock,
    logger,
    faultPoint: createFaultPoint(process.env['HOLDFAST_FAULT_SOCKET']),
  };
}

runRoot('trader', main);
