import type { InstrumentId } from './instrument';
import type { Price, Qty } from './money';

export interface Level {
  readonly price: Price;
  readonly qty: Qty;
}

/** The best levels of one instrument as they are now (ten at most), best first. */
export interface BookView {
  readonly instrumentId: InstrumentId;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly receivedAtMs: number;
  /** False from a gap, a reconnect or staleness until a fresh snapshot has been applied. */
  readonly trusted: boolean;
}

/** Books as they are *now*, for steps that re-check or price a repair. */
export interface MarketView {
  /** `undefined` where this process has no shard of the instrument. */
  book(instrumentId: InstrumentId): BookView | undefined;
}
