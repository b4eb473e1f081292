import { createHmac } from 'node:crypto';

export type Params = Readonly<Record<string, string | number | undefined>>;

/** `a=1&b=2` with encoded values; `undefined` values are left out. */
export function queryOf(params: Params): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(params))
    if (value !== undefined) parts.push(`${name}=${encodeURIComponent(value)}`);
  return parts.join('&');
}

const hmacHex = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

export interface Signed {
  readonly timestampMs: number;
  readonly windowMs: number;
  /** The query of a GET, the body of a POST, exactly as it travels. */
  readonly payload: string;
}

/** Headers that sign one REST request. @see https://bybit-exchange.github.io/docs/v5/guide#authentication */
export function signedHeaders(
  { timestampMs, windowMs, payload }: Signed,
  { apiKey, apiSecret }: { readonly apiKey: string; readonly apiSecret: string },
): Record<string, string> {
  return {
    'X-BAPI-API-KEY': apiKey,
    'X-BAPI-TIMESTAMP': String(timestampMs),
    'X-BAPI-RECV-WINDOW': String(windowMs),
    'X-BAPI-SIGN': hmacHex(`${timestampMs}${apiKey}${windowMs}${payload}`, apiSecret),
  };
}

/** Signature of the private socket's `auth`, valid until `expiresMs` in venue time. */
export function socketSignature(expiresMs: number, apiSecret: string): string {
  return hmacHex(`GET/realtime${expiresMs}`, apiSecret);
}
