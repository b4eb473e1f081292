import type { SimulatedVenue } from '../simulatedVenue';
import { isHmacSha256 } from '../wire/hmac';
import { BybitError } from './bybitError';

const DEFAULT_WINDOW_MS = 5_000;
/** How far ahead of the venue's clock a timestamp may be. */
const AHEAD_MS = 1_000;

/** The four headers of a signed request and the text that stands behind them in the signature. */
export interface SignedRequest {
  readonly apiKey: string | undefined;
  readonly timestamp: string | undefined;
  readonly recvWindow: string | undefined;
  readonly signature: string | undefined;
  /** The raw query of a GET, the raw body of a POST. */
  readonly payload: string;
}

/**
 * The account whose key signed the request.
 * @throws BybitError 10003 (key), 10002 (window), 10004 (signature)
 * @see https://bybit-exchange.github.io/docs/v5/guide#authentication
 */
export function authenticate(venue: SimulatedVenue, request: SignedRequest): string {
  const { apiKey = '', timestamp = '', recvWindow = '', signature = '' } = request;
  const credentials = venue.credentials(apiKey);
  if (credentials === undefined) throw new BybitError(10003, 'API key is invalid.');
  checkWindow(timestamp, recvWindow, venue.nowMs());
  const signed = timestamp + apiKey + recvWindow + request.payload;
  if (!isHmacSha256(signature, signed, credentials.apiSecret))
    throw new BybitError(10004, 'error sign! please check your signature generation algorithm.');
  return credentials.accountId;
}

/** @throws BybitError 10002 where the venue's clock is outside of timestamp … timestamp + window */
export function checkWindow(timestamp: string, recvWindow: string, nowMs: number): void {
  const timestampMs = Number(timestamp);
  const windowMs = recvWindow === '' ? DEFAULT_WINDOW_MS : Number(recvWindow);
  const inside = timestamp !== '' && timestampMs < nowMs + AHEAD_MS && nowMs - timestampMs <= windowMs;
  if (inside) return;
  throw new BybitError(
    10002,
    'invalid request, please check your server timestamp or recv_window param. ' +
      `req_timestamp[${timestamp}],server_timestamp[${nowMs}],recv_window[${windowMs}]`,
  );
}

/** The account that logs a socket in: the signature is over `GET/realtime` and the expiry. @throws BybitError 10003, 10004 */
export function authenticateSocket(venue: SimulatedVenue, args: readonly string[]): string {
  const [apiKey = '', expires = '', signature = ''] = args;
  const credentials = venue.credentials(apiKey);
  if (credentials === undefined) throw new BybitError(10003, 'Invalid apikey');
  if (
    !(Number(expires) > venue.nowMs()) ||
    !isHmacSha256(signature, `GET/realtime${expires}`, credentials.apiSecret)
  )
    throw new BybitError(10004, 'Invalid sign');
  return credentials.accountId;
}
