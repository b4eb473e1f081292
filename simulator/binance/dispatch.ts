import type { SimulatedVenue } from '../simulatedVenue';
import { answerUnderFault, type FaultReplies, type WireReply } from '../wire/requestFault';
import { authenticate, type SignedRequest } from './authentication';
import { BinanceError, notPermitted, orderRejection, tooManyRequests } from './binanceError';
import type { BinanceEndpoint } from './endpoint';
import type { BinanceRateLimits } from './rateLimits';

/** Timestamp or window errors. */
const TOO_LATE = -1021;

/** Runs one request of either API through faults, limits, authentication and its endpoint. */
export type Dispatch = (
  endpoint: BinanceEndpoint,
  request: SignedRequest,
) => WireReply | Promise<WireReply | undefined>;

export function createDispatch(venue: SimulatedVenue, rateLimits: BinanceRateLimits): Dispatch {
  function handle(endpoint: BinanceEndpoint, request: SignedRequest): WireReply {
    let accountId: string | undefined;
    try {
      charge(endpoint, request);
      if (endpoint.security === 'signed') accountId = authenticate(venue, request);
      if (endpoint.placesOrder === true && accountId !== undefined) admitOrder(accountId, request);
      const { parameters, apiKey = '' } = request;
      const json = endpoint.handle({ parameters, apiKey, accountId: accountId ?? '' });
      return reply(200, JSON.stringify(json), counters(endpoint, accountId));
    } catch (error) {
      if (endpoint.placesOrder === true && error instanceof BinanceError && error.code === TOO_LATE)
        recordLateOrder(venue, request);
      return errorReply(error, counters(endpoint, accountId));
    }
  }

  function admitOrder(accountId: string, { apiKey = '' }: SignedRequest): void {
    if (venue.credentials(apiKey)?.permissions.trade === false) throw notPermitted();
    rateLimits.chargeOrder(accountId, venue.nowMs());
  }

  function charge({ weight }: BinanceEndpoint, { parameters }: SignedRequest): void {
    rateLimits.chargeWeight(typeof weight === 'number' ? weight : weight(parameters), venue.nowMs());
  }

  const counters = (endpoint: BinanceEndpoint, accountId: string | undefined): Record<string, string> =>
    rateLimits.headers(endpoint.placesOrder === true ? accountId : undefined, venue.nowMs());

  return (endpoint, request) => {
    const fault = venue.faults.onRequest(endpoint.requestClass);
    const run = (): WireReply => handle(endpoint, request);
    return fault === undefined ? run() : answerUnderFault(fault, run, FAULT_REPLIES);
  };
}

/** An order that died at its receive window is counted: it is what the window is for. */
function recordLateOrder(venue: SimulatedVenue, { apiKey = '', parameters }: SignedRequest): void {
  const credentials = venue.credentials(apiKey);
  if (credentials === undefined) return;
  venue.rejectedLate(credentials.accountId, {
    clientOrderId: parameters.get('newClientOrderId') ?? '',
    symbol: parameters.get('symbol') ?? '',
  });
}

/** A `BinanceError` in the venue's form. @throws anything else: a fault of the simulator itself must not look like a venue's answer */
export function errorReply(error: unknown, headers: Readonly<Record<string, string>>): WireReply {
  if (!(error instanceof BinanceError)) throw error;
  const body = JSON.stringify({ code: error.code, msg: error.text });
  const { status, retryAfterMs } = error.http;
  return reply(
    status,
    body,
    retryAfterMs === undefined ? headers : { ...headers, ...retryAfter(retryAfterMs) },
  );
}

const FAULT_REPLIES: FaultReplies = {
  // The documented text for an execution status that nobody knows.
  unavailable: () =>
    reply(
      503,
      JSON.stringify({
        code: -1007,
        msg: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
      }),
      {},
    ),
  rateLimited: (retryAfterMs) => errorReply(tooManyRequests(retryAfterMs), {}),
  rejected: () => errorReply(orderRejection('injected'), {}),
};

/** Whole seconds, as the header wants them. */
const retryAfter = (ms: number): Record<string, string> => ({
  'retry-after': String(Math.max(1, Math.ceil(ms / 1000))),
});

function reply(status: number, body: string, headers: Readonly<Record<string, string>>): WireReply {
  return { status, body, headers };
}
