import type { ErrorMeaning } from '../venueReply';

/** Codes that say more than "refused". @see https://bybit-exchange.github.io/docs/v5/error */
const MEANINGS: Readonly<Record<number, ErrorMeaning>> = {
  10000: 'unknown', // server timeout
  10016: 'unknown', // internal error
  170007: 'unknown', // timeout waiting for the backend
  170146: 'unknown', // order creation timeout
  10002: 'retry', // outside the window: it was too late, or our clock is wrong
  10006: 'limited',
  10018: 'limited', // by address
  110072: 'lookUp', // duplicate orderLinkId
  170141: 'lookUp',
  110001: 'notFound',
  170213: 'notFound',
};

/** What the venue's own code means. Codes without an entry are plain refusals. */
export function meaningOf(code: number): ErrorMeaning {
  return MEANINGS[code] ?? 'final';
}

/** What an HTTP status alone means, whatever the body says; `undefined` where the body decides. */
export function meaningOfStatus(status: number): ErrorMeaning | undefined {
  if (status === 429 || status === 403) return 'limited';
  if (status >= 500 || status === 408) return 'unknown';
  return undefined;
}
