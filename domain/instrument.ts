import type { Bps, Price, Qty, Usd } from './money';

/** Name of a venue's folder and configuration key: `binance`, `bybit`, … Open, so that a new venue changes no type. */
export type VenueId = string;

/** `<venue>:<symbol>` for spot (`binance:BTC/USDT`), `<venue>:<symbol>:<settle>` for perps. */
export type InstrumentId = string;

export type InstrumentKind = 'spot' | 'perp' | 'binary';

/** One tradable thing on one venue. Sizes and fees are the venue's own, in decimal text. */
export interface Instrument {
  readonly id: InstrumentId;
  readonly venue: VenueId;
  readonly kind: InstrumentKind;
  /** Canonical name over all venues, `BTC/USDT`. */
  readonly symbol: string;
  /** The venue's own name, `BTCUSDT`. */
  readonly venueSymbol: string;
  readonly base: string;
  readonly quote: string;
  /** What the price follows; instruments are compared only within one underlying. */
  readonly underlying: string;
  readonly tickSize: Price;
  readonly lotSize: Qty;
  readonly minQty: Qty;
  readonly minNotional: Usd;
  /** Base units in one contract; `1` for spot. */
  readonly contractMultiplier: Qty;
  readonly takerFeeBps: Bps;
  readonly makerFeeBps: Bps;
}

export const spotInstrumentId = (venue: VenueId, symbol: string): InstrumentId => `${venue}:${symbol}`;
