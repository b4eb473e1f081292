import { createHmac } from 'node:crypto';

export type Params = Readonly<Record<string, string | number | undefined>>;

/** `a=1&b=2` with encoded values, in the given order; `undefined` values are left out. */
export function queryOf(params: Params): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(params))
    if (value !== undefined) parts.push(`${name}=${encodeURIComponent(value)}`);
  return parts.join('&');
}

/** Hex HMAC-SHA256 of the exact text that travels. @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security */
export function signatureOf(text: string, apiSecret: string): string {
  return createHmac('sha256', apiSecret).update(text).digest('hex');
}

/** The query with its `signature`. */
export function signedQuery(params: Params, apiSecret: string): string {
  const query = queryOf(params);
  return `${query}&signature=${signatureOf(query, apiSecret)}`;
}
