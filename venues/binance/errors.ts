import type { ErrorMeaning } from '../venueReply';

/** Codes that say more than "refused". @see https://developers.binance.com/docs/binance-spot-api-docs/errors */
const MEANINGS: Readonly<Record<number, ErrorMeaning>> = {
  [-1000]: 'unknown', // an unknown error occurred while processing
  [-1001]: 'unknown', // disconnected: unable to process
  [-1006]: 'unknown', // unexpected response; execution status unknown
  [-1007]: 'unknown', // timeout; execution status unknown
  [-1003]: 'limited',
  [-1008]: 'limited', // overloaded
  [-1015]: 'limited', // too many orders
  [-1021]: 'retry', // outside recvWindow: it was too late, or our clock is wrong
  [-4188]: 'retry', // futures: expired before the matching engine
  [-5028]: 'retry',
  [-2011]: 'notFound', // cancel: unknown order
  [-2013]: 'notFound',
  [-2026]: 'unknown', // archived: existed, and is not readable any more
  [-4116]: 'lookUp', // futures: duplicate client order id
};

/** What an error with the venue's own code means. Codes without an entry are plain refusals. */
export function meaningOf(code: number, text: string): ErrorMeaning {
  // -2010 is every refusal of the matching engine; only the text tells a duplicate apart.
  if (code === -2010 && /duplicate/i.test(text)) return 'lookUp';
  return MEANINGS[code] ?? 'final';
}

/** What an HTTP status alone means, whatever the body says; `undefined` where the body decides. */
export function meaningOfStatus(status: number): ErrorMeaning | undefined {
  if (status === 429 || status === 418 || status === 403) return 'limited';
  if (status >= 500 || status === 408) return 'unknown';
  return undefined;
}
