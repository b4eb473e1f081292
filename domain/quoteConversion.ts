import { Exact, asBps, type Bps } from './money';

/** What it takes to compare prices of two quotes. */
export interface Conversion {
  /** Units of the target quote for one unit of the source quote. */
  readonly rate: string;
  readonly costBps: Bps;
}

/** Live rates between quotes; `undefined` where the rate is unknown or stale: then the pair is not compared. */
export interface QuoteConversion {
  convert(fromQuote: string, toQuote: string): Conversion | undefined;
}

/** Knows no rates: one quote equals itself at no cost, and different quotes are never compared. */
export const sameQuoteOnly: QuoteConversion = {
  convert: (fromQuote, toQuote) =>
    fromQuote === toQuote ? { rate: '1', costBps: asBps(new Exact(0)) } : undefined,
};
