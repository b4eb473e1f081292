import type { AuthenticatedVenueDeps } from '../venueDeps';
import { createHttpLane, type HttpOutcome, type HttpRequest } from '../httpLane';
import { createRequestBudget, scaledWindow } from '../requestBudget';
import type { SignedCall, SignedRest } from '../signedRest';
import { bodyOf, jsonOf, type VenueReply } from '../venueReply';
import { createVenueClock } from '../venueClock';
import { VENUE } from './capabilities';
import { meaningOf, meaningOfStatus } from './errors';
import { ErrorBody, ServerTime } from './messages';
import { signedQuery, type Params } from './signing';

export interface RestCall extends SignedCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly params: Params;
  readonly weight: number;
}

export type BinanceRest = SignedRest<RestCall>;

/** Orders must not queue behind each other; reads behind reads may. */
const CONNECTIONS = 4;
const READ_TIMEOUT_MS = 3_000;
const READ_WINDOW_MS = 5_000;
const WINDOW = { weightPerWindow: 6_000, windowMs: 60_000 };

export function createBinanceRest(deps: AuthenticatedVenueDeps): BinanceRest {
  const { credentials, endpoints } = deps;
  const lane = createHttpLane({ baseUrl: endpoints.restUrl, connections: CONNECTIONS, clock: deps.clock });
  const { budgetFraction: fraction, limitScale = 1 } = deps;
  const budget = createRequestBudget({ ...scaledWindow(WINDOW, limitScale), fraction }, deps.clock);
  const clock = createVenueClock(deps.clock);
  const headers = { 'X-MBX-APIKEY': credentials.apiKey };

  async function call(rest: RestCall): Promise<VenueReply> {
    const waitMs = budget.take(rest.budget, rest.weight);
    if (waitMs !== undefined)
      return { kind: 'notSent', cause: `request budget is used up for ${Math.ceil(waitMs)} ms` };
    const window = { recvWindow: rest.recvWindowMs ?? READ_WINDOW_MS, timestamp: clock.nowMs() };
    const query = signedQuery({ ...rest.params, ...window }, credentials.apiSecret);
    const request: HttpRequest = {
      method: rest.method,
      path: `${rest.path}?${query}`,
      headers,
      timeoutMs: rest.timeoutMs ?? READ_TIMEOUT_MS,
      refusal: () => (rest.method === 'GET' ? undefined : deps.freeze.refusal()) ?? rest.refusal?.(),
      onWritten: rest.onWritten,
    };
    const outcome = await lane.request(request);
    if (outcome.kind === 'reply') {
      const used = Number(outcome.headers.get('x-mbx-used-weight-1m'));
      if (used > 0) budget.observeUsed(used);
    }
    const reply = counted(deps, outcome);
    if (reply.kind === 'refused' && reply.meaning === 'limited')
      budget.pause(rest.budget, reply.retryAfterMs ?? 1_000);
    return reply;
  }

  async function serverTimeMs(): Promise<number> {
    const outcome = await lane.request({
      method: 'GET',
      path: '/api/v3/time',
      headers,
      timeoutMs: READ_TIMEOUT_MS,
    });
    return bodyOf(counted(deps, outcome), ServerTime, { venue: VENUE, request: 'time' }).serverTime;
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
  const reply = replyOf(outcome);
  meter?.count(outcome, reply, nowMs);
  return reply;
}

/** Reads status and body by the rules of what a reply proves: only the venue's own error body on a 4xx is a refusal. */
export function replyOf(outcome: HttpOutcome): VenueReply {
  switch (outcome.kind) {
    case 'notSent':
      return { kind: 'notSent', cause: outcome.cause };
    case 'noReply':
      return { kind: 'noAnswer', cause: outcome.cause, writtenAtNs: outcome.writtenAtNs };
    case 'reply':
      return readReply(outcome);
  }
}

function readReply(outcome: Extract<HttpOutcome, { kind: 'reply' }>): VenueReply {
  const { status, writtenAtNs } = outcome;
  const body = jsonOf(outcome.text);
  const error = ErrorBody.safeParse(body);
  const byStatus = meaningOfStatus(status);
  if (status === 200 && !error.success && body !== undefined) return { kind: 'ok', body, writtenAtNs };
  if (byStatus === 'limited') {
    const seconds = Number(outcome.headers.get('retry-after'));
    const retryAfterMs = seconds > 0 ? seconds * 1_000 : undefined;
    const text = error.success ? error.data.msg : 'rate limit';
    return { kind: 'refused', code: String(status), text, meaning: 'limited', retryAfterMs, writtenAtNs };
  }
  if (byStatus === 'unknown' || status < 400 || !error.success)
    return { kind: 'noAnswer', cause: `HTTP ${status} ${outcome.text.slice(0, 120)}`, writtenAtNs };
  const { code, msg } = error.data;
  const meaning = meaningOf(code, msg);
  return { kind: 'refused', code: String(code), text: msg, meaning, retryAfterMs: undefined, writtenAtNs };
}
