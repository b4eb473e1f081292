import type { SimulatedVenue } from '../simulatedVenue';
import { answerUnderFault, type FaultReplies, type WireReply } from '../wire/requestFault';
import { BybitError, notPermitted, tooManyVisits } from './bybitError';
import type { BybitEndpoint, Parameters } from './endpoint';
import type { BybitRateLimits } from './rateLimits';

/** Timestamp or window errors. */
const TOO_LATE = 10002;

/** One request of either API; `authenticate` names the account or throws a `BybitError`. */
export interface BybitRequest {
  /** Name of the limit that it counts against. */
  readonly route: string;
  readonly endpoint: BybitEndpoint;
  readonly apiKey: string;
  readonly parameters: () => Parameters;
  readonly authenticate: () => string;
}

/** Runs one request through faults, authentication, limits and its endpoint; the reply's body is the REST envelope. */
export type Dispatch = (request: BybitRequest) => WireReply | Promise<WireReply | undefined>;

export function createDispatch(venue: SimulatedVenue, rateLimits: BybitRateLimits): Dispatch {
  function handle(request: BybitRequest): WireReply {
    const { route, endpoint, apiKey, parameters, authenticate } = request;
    const nowMs = venue.nowMs();
    let headers: Record<string, string> = {};
    try {
      const accountId = endpoint.security === 'signed' ? authenticate() : '';
      const use = rateLimits.charge(`${accountId} ${route}`, endpoint.perSecond, nowMs);
      headers = use.headers;
      if (use.exceeded) throw tooManyVisits();
      if (endpoint.requestClass === 'order' && venue.credentials(apiKey)?.permissions.trade === false)
        throw notPermitted();
      const result = endpoint.handle({ parameters: parameters(), apiKey, accountId });
      return { status: 200, body: envelope({ code: 0, text: 'OK' }, result, nowMs), headers };
    } catch (error) {
      if (endpoint.requestClass === 'order' && error instanceof BybitError && error.code === TOO_LATE)
        recordLateOrder(venue, request);
      return errorReply(error, nowMs, headers);
    }
  }

  return (request) => {
    const fault = venue.faults.onRequest(request.endpoint.requestClass);
    const run = (): WireReply => handle(request);
    return fault === undefined ? run() : answerUnderFault(fault, run, faultReplies(venue));
  };
}

/** An order that died at its receive window is counted: it is what the window is for. */
function recordLateOrder(venue: SimulatedVenue, { apiKey, parameters }: BybitRequest): void {
  const credentials = venue.credentials(apiKey);
  if (credentials === undefined) return;
  const order = parameters();
  venue.rejectedLate(credentials.accountId, {
    clientOrderId: order.get('orderLinkId') ?? '',
    symbol: order.get('symbol') ?? '',
  });
}

/** A `BybitError` in the venue's form. @throws anything else: a fault of the simulator itself must not look like a venue's answer */
export function errorReply(error: unknown, nowMs: number, headers: Record<string, string>): WireReply {
  if (!(error instanceof BybitError)) throw error;
  return { status: 200, body: envelope(error, {}, nowMs), headers };
}

function faultReplies(venue: SimulatedVenue): FaultReplies {
  return {
    unavailable: () => ({
      ...errorReply(new BybitError(10016, 'Server error.'), venue.nowMs(), {}),
      status: 503,
    }),
    rateLimited: (retryAfterMs) =>
      errorReply(tooManyVisits(), venue.nowMs(), {
        'x-bapi-limit-status': '0',
        'x-bapi-limit-reset-timestamp': String(Math.trunc(venue.nowMs() + retryAfterMs)),
      }),
    rejected: () => errorReply(new BybitError(170210, 'New order rejected.'), venue.nowMs(), {}),
  };
}

function envelope({ code, text }: { code: number; text: string }, result: unknown, nowMs: number): string {
  return JSON.stringify({ retCode: code, retMsg: text, result, retExtInfo: {}, time: nowMs });
}
