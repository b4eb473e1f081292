import { createHttpLane, type HttpOutcome, type HttpRequest } from '../httpLane';
import { createRequestBudget, scaledWindow } from '../requestBudget';
import type { SignedCall, SignedRest } from '../signedRest';
import type { AuthenticatedVenueDeps } from '../venueDeps';
import { createVenueClock } from '../venueClock';
import { bodyOf, jsonOf, type VenueReply } from '../venueReply';
import { VENUE } from './capabilities';
import { meaningOf, meaningOfStatus } from './errors';
import { Envelope, ServerTime } from './messages';
import { queryOf, signedHeaders, type Params } from './signing';

export interface RestCall extends SignedCall {
  readonly method: 'GET' | 'POST';
  /** Query of a GET, JSON body of a POST. */
  readonly params: Params;
}

/** `body` of an `ok` reply is the envelope's `result`. */
export type BybitRest = SignedRest<RestCall>;

const CONNECTIONS = 4;
const READ_TIMEOUT_MS = 3_000;
const READ_WINDOW_MS = 5_000;
/** Requests of one address. */
const WINDOW = { weightPerWindow: 600, windowMs: 5_000 };
/** How long an address is shut out after a 403. */
const FORBIDDEN_MS = 600_000;

export function createBybitRest(deps: AuthenticatedVenueDeps): BybitRest {
  const { credentials, endpoints } = deps;
  const lane = createHttpLane({ baseUrl: endpoints.restUrl, connections: CONNECTIONS, clock: deps.clock });
  const { budgetFraction: fraction, limitScale = 1 } = deps;
  const budget = createRequestBudget({ ...scaledWindow(WINDOW, limitScale), fraction }, deps.clock);
  const clock = createVenueClock(deps.clock);

  async function call(rest: RestCall): Promise<VenueReply> {
    const waitMs = budget.take(rest.budget, 1);
    if (waitMs !== undefined)
      return { kind: 'notSent', cause: `request budget is used up for ${Math.ceil(waitMs)} ms` };
    const reply = counted(deps, await lane.request(signedRequest(rest)));
    if (reply.kind === 'refused' && reply.meaning === 'limited')
      budget.pause(rest.budget, reply.retryAfterMs ?? 1_000);
    return reply;
  }

  function signedRequest(rest: RestCall): HttpRequest {
    const isGet = rest.method === 'GET';
    const payload = isGet ? queryOf(rest.params) : JSON.stringify(rest.params);
    const windowMs = rest.recvWindowMs ?? READ_WINDOW_MS;
    const headers = signedHeaders({ timestampMs: clock.nowMs(), windowMs, payload }, credentials);
    return {
      method: rest.method,
      path: isGet ? `${rest.path}?${payload}` : rest.path,
      headers: isGet ? headers : { ...headers, 'content-type': 'application/json' },
      timeoutMs: rest.timeoutMs ?? READ_TIMEOUT_MS,
      ...(isGet ? {} : { body: payload }),
      refusal: () => (rest.method === 'GET' ? undefined : deps.freeze.refusal()) ?? rest.refusal?.(),
      onWritten: rest.onWritten,
    };
  }

  async function serverTimeMs(): Promise<number> {
    const path = '/v5/market/time';
    const outcome = await lane.request({ method: 'GET', path, headers: {}, timeoutMs: READ_TIMEOUT_MS });
    const { timeNano } = bodyOf(counted(deps, outcome), ServerTime, { venue: VENUE, request: 'time' });
    return Number(BigInt(timeNano) / 1_000_000n);
  }

  async function measureClock(): Promise<number> {
    const offsetMs = await clock.measure(serverTimeMs);
    deps.meter?.measuredSkew(clock.offsetMs);
    return offsetMs;
  }

  return {
    clock,
    call,
    measureClock,
    async touch() {
      await Promise.all(Array.from({ length: CONNECTIONS }, measureClock));
    },
    close: () => lane.close(),
  };
}

/** Every outcome is read, and counted, here. */
function counted({ meter, clock }: AuthenticatedVenueDeps, outcome: HttpOutcome): VenueReply {
  const nowMs = clock.nowMs();
  const reply = replyOf(outcome, nowMs);
  meter?.count(outcome, reply, nowMs);
  return reply;
}

/** Reads status and envelope by the rules of what a reply proves: only the venue's own error code is a refusal. */
export function replyOf(outcome: HttpOutcome, nowMs: number): VenueReply {
  switch (outcome.kind) {
    case 'notSent':
      return { kind: 'notSent', cause: outcome.cause };
    case 'noReply':
      return { kind: 'noAnswer', cause: outcome.cause, writtenAtNs: outcome.writtenAtNs };
    case 'reply':
      return readReply(outcome, nowMs);
  }
}

function readReply(outcome: Extract<HttpOutcome, { kind: 'reply' }>, nowMs: number): VenueReply {
  const { status, writtenAtNs } = outcome;
  const envelope = Envelope.safeParse(jsonOf(outcome.text));
  const byStatus = meaningOfStatus(status);
  if (byStatus === 'unknown' || (byStatus === undefined && !envelope.success))
    return { kind: 'noAnswer', cause: `HTTP ${status} ${outcome.text.slice(0, 120)}`, writtenAtNs };
  const { retCode, retMsg, result } = envelope.data ?? {
    retCode: status,
    retMsg: 'limited',
    result: undefined,
  };
  const meaning = byStatus ?? meaningOf(retCode);
  if (retCode === 0 && byStatus === undefined) return { kind: 'ok', body: result, writtenAtNs };
  const retryAfterMs = meaning === 'limited' ? silenceMs(outcome, nowMs) : undefined;
  return { kind: 'refused', code: String(retCode), text: retMsg, meaning, retryAfterMs, writtenAtNs };
}

function silenceMs(outcome: Extract<HttpOutcome, { kind: 'reply' }>, nowMs: number): number | undefined {
  return outcome.status === 403 ? FORBIDDEN_MS : untilReset(outcome.headers, nowMs);
}

function untilReset(headers: ReadonlyMap<string, string>, nowMs: number): number | undefined {
  const resetAtMs = Number(headers.get('x-bapi-limit-reset-timestamp'));
  return resetAtMs > nowMs ? resetAtMs - nowMs : undefined;
}
