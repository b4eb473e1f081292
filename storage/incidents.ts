import { z } from 'zod';
import {
  SEVERITIES,
  type AcknowledgeAnswer,
  type CloseIncidentAnswer,
  type Incident,
  type IncidentEvent,
  type IncidentState,
  type Irregularity,
} from '../domain/incident';
import type { Database } from './database';
import { answerOf } from './storedFunctions';

export interface CloseIncident {
  readonly id: number;
  /** A person: whoever closes it answers for it. */
  readonly by: string;
  /** What was done about it. */
  readonly reason: string;
  /** Why it happened, where that is known. */
  readonly cause?: string | undefined;
  /** Also while orders of its trade may still fill. */
  readonly force: boolean;
}

export interface IncidentFilter {
  readonly includeClosed: boolean;
  /** The worst and newest first; this many at most. */
  readonly limit: number;
}

const INCIDENT = `
  select id, kind, severity, trade_id, venue, owner, opened_by, occurrences, details, cause, resolution, closed_by, acknowledged_by,
         extract(epoch from opened_at) * 1000 as opened_at_ms, extract(epoch from last_seen_at) * 1000 as last_seen_at_ms,
         extract(epoch from acknowledged_at) * 1000 as acknowledged_at_ms, extract(epoch from closed_at) * 1000 as closed_at_ms
  from incidents`;

const FIND = `${INCIDENT} where id = $1`;

const LIST = `${INCIDENT}
  where $1::boolean or closed_at is null
  order by closed_at is not null, severity = 'critical' desc, severity = 'warning' desc, id desc limit $2`;

const EVENTS = `
  select kind, who, note, details, extract(epoch from at) * 1000 as at_ms from incident_events where incident_id = $1 order by id`;

const opened = z.object({ id: z.number(), occurrences: z.number() });
const acknowledged = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('acknowledged') }),
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('alreadyClosed'), by: z.string() }),
]);
const closed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), released: z.boolean() }),
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('alreadyClosed'), by: z.string() }),
  z.object({ kind: z.literal('notFinal'), clientOrderIds: z.array(z.string()) }),
]);

const anyDetails = z.record(z.string(), z.unknown());
const atMs = z.coerce.number();
const incidentRow = z.object({
  id: z.coerce.number(),
  kind: z.string(),
  severity: z.enum(SEVERITIES),
  trade_id: z.string().nullable(),
  venue: z.string().nullable(),
  owner: z.string().nullable(),
  opened_by: z.string(),
  occurrences: z.number(),
  details: anyDetails,
  cause: z.string().nullable(),
  resolution: z.string().nullable(),
  closed_by: z.string().nullable(),
  acknowledged_by: z.string().nullable(),
  opened_at_ms: atMs,
  last_seen_at_ms: atMs,
  acknowledged_at_ms: atMs.nullable(),
  closed_at_ms: atMs.nullable(),
});
const eventRow = z.object({
  kind: z.enum(['opened', 'repeated', 'acknowledged', 'closed']),
  who: z.string(),
  note: z.string(),
  details: anyDetails,
  at_ms: atMs,
});

/** Incidents of guard, reconciliation, breakers and workflows; each call is one commit. */
export const createIncidents = (database: Pick<Database, 'query'>) => ({
  /** Opens an incident, or counts one more occurrence of the open one of this kind, trade and venue. */
  async open(seen: Irregularity): Promise<{ id: number; occurrences: number }> {
    const { severity, kind, tradeId, venue, details, seenBy } = seen;
    const values = [severity, kind, tradeId ?? null, venue ?? null, details, seenBy];
    return opened.parse(await answerOf(database, 'open_incident', ...values));
  },

  /** Makes `by` its owner. */
  async acknowledge(id: number, by: string): Promise<AcknowledgeAnswer> {
    return acknowledged.parse(await answerOf(database, 'acknowledge_incident', { id, by }));
  },

  /** Ends it, and sets free what a trade that needed an operator still held, in one commit. */
  async close(wish: CloseIncident): Promise<CloseIncidentAnswer> {
    return closed.parse(await answerOf(database, 'close_incident', wish));
  },

  /** Open ones first, the worst of them first, the newest of these first. */
  async list({ includeClosed, limit }: IncidentFilter): Promise<Incident[]> {
    const rows = await database.query({ name: 'list_incidents', text: LIST, values: [includeClosed, limit] });
    return rows.map(toIncident);
  },

  async find(id: number): Promise<Incident | undefined> {
    const [row] = await database.query({ name: 'find_incident', text: FIND, values: [id] });
    return row === undefined ? undefined : toIncident(row);
  },

  /** Its time line, oldest first. */
  async events(id: number): Promise<IncidentEvent[]> {
    const rows = await database.query({ name: 'incident_events', text: EVENTS, values: [id] });
    return rows.map((row) => {
      const { at_ms, ...event } = eventRow.parse(row);
      return { ...event, atMs: at_ms };
    });
  },
});

export type Incidents = ReturnType<typeof createIncidents>;

function toIncident(row: unknown): Incident {
  const found = incidentRow.parse(row);
  return {
    id: found.id,
    kind: found.kind,
    severity: found.severity,
    tradeId: found.trade_id ?? undefined,
    venue: found.venue ?? undefined,
    state: stateOf(found),
    owner: found.owner ?? undefined,
    seenBy: found.opened_by,
    occurrences: found.occurrences,
    openedAtMs: found.opened_at_ms,
    lastSeenAtMs: found.last_seen_at_ms,
    details: found.details,
  };
}

function stateOf(row: z.infer<typeof incidentRow>): IncidentState {
  if (row.closed_at_ms !== null)
    return {
      kind: 'closed',
      by: row.closed_by ?? '',
      atMs: row.closed_at_ms,
      resolution: row.resolution ?? '',
      cause: row.cause ?? undefined,
    };
  if (row.acknowledged_at_ms !== null)
    return { kind: 'acknowledged', by: row.acknowledged_by ?? '', atMs: row.acknowledged_at_ms };
  return { kind: 'open' };
}
