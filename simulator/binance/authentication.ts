import type { SimulatedVenue } from '../simulatedVenue';
import { isHmacSha256 } from '../wire/hmac';
import { BinanceError, missing, notPermitted } from './binanceError';
import { required, type Parameters } from './parameters';

const DEFAULT_WINDOW_MS = 5_000;
const MAX_WINDOW_MS = 60_000;
/** How far ahead of the venue's clock a timestamp may be. */
const AHEAD_MS = 1_000;

export interface SignedRequest {
  readonly apiKey: string | undefined;
  readonly parameters: Parameters;
  /** The exact text the signature is over. */
  readonly payload: string;
}

/**
 * The account whose key signed the request.
 * @throws BinanceError -2014, -2015 (key), -1102, -1021, -1131 (window), -1022 (signature)
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 */
export function authenticate(venue: SimulatedVenue, request: SignedRequest): string {
  const { accountId, apiSecret } = accountOfKey(venue, request.apiKey);
  checkWindow(request.parameters, venue.nowMs());
  if (!isHmacSha256(required(request.parameters, 'signature'), request.payload, apiSecret))
    throw new BinanceError(-1022, 'Signature for this request is not valid.');
  return accountId;
}

function accountOfKey(
  venue: SimulatedVenue,
  apiKey: string | undefined,
): { accountId: string; apiSecret: string } {
  if (apiKey === undefined || apiKey === '')
    throw new BinanceError(-2014, 'API-key format invalid.', { status: 401 });
  const credentials = venue.credentials(apiKey);
  if (credentials === undefined) throw notPermitted();
  return credentials;
}

function checkWindow(parameters: Parameters, nowMs: number): void {
  const timestampMs = Number(required(parameters, 'timestamp'));
  if (!Number.isFinite(timestampMs)) throw missing('timestamp');
  const windowMs = Number(parameters.get('recvWindow') ?? DEFAULT_WINDOW_MS);
  if (!(windowMs > 0 && windowMs <= MAX_WINDOW_MS))
    throw new BinanceError(-1131, "Invalid 'recvWindow' for this request; it must be less than 60000.");
  if (timestampMs >= nowMs + AHEAD_MS)
    throw new BinanceError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  if (nowMs - timestampMs > windowMs)
    throw new BinanceError(-1021, 'Timestamp for this request is outside of the recvWindow.');
}

/** The signed text of a REST request: query and body joined, without the signature itself. */
export function restPayload(query: string, body: string): string {
  return withoutSignature(query) + withoutSignature(body);
}

/** The signed text of a WebSocket request: its parameters in alphabetical order. */
export function socketPayload(parameters: Parameters): string {
  return [...parameters]
    .filter(([name]) => name !== 'signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function withoutSignature(text: string): string {
  if (!text.includes('signature=')) return text;
  return text
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}
