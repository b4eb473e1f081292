import type { InstrumentId, VenueId } from './instrument';
import type { Amount, Price, Qty } from './money';

export type Side = 'buy' | 'sell';
export type TimeInForce = 'IOC' | 'FOK' | 'GTC' | 'postOnly';
export type Liquidity = 'maker' | 'taker';

export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** Names one order of ours at one venue. */
export interface OrderRef {
  readonly venue: VenueId;
  readonly instrumentId: InstrumentId;
  readonly clientOrderId: string;
}

/** What we ask a venue to do. `limitPrice` is absent for a market order. */
export interface OrderRequest extends OrderRef {
  readonly side: Side;
  readonly qty: Qty;
  readonly limitPrice: Price | undefined;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
}

/** An execution as the venue reports it; unique by venue, instrument and `venueTradeId`. */
export interface Fill {
  readonly venue: VenueId;
  readonly instrumentId: InstrumentId;
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly venueTradeId: string;
  readonly side: Side;
  readonly price: Price;
  readonly qty: Qty;
  /** Positive = we pay, in `feeAsset`. */
  readonly fee: Amount;
  readonly feeAsset: string;
  readonly liquidity: Liquidity;
  readonly exchangeTimeMs: number;
}

export type OrderStatus = 'open' | 'partiallyFilled' | 'filled' | 'cancelled' | 'rejected' | 'expired';

/** What the venue says of an order at one moment. */
export interface OrderReport extends OrderRef {
  readonly venueOrderId: string;
  readonly side: Side;
  readonly status: OrderStatus;
  readonly qty: Qty;
  readonly filledQty: Qty;
  /** Absent while nothing is filled or where the venue does not say. */
  readonly avgPrice: Price | undefined;
  /** Fills that the message itself carried; may be fewer than `filledQty` (then ask for the order's fills). */
  readonly fills: readonly Fill[];
  readonly rejectReason: string | undefined;
  readonly exchangeTimeMs: number;
}

/** True where the venue will not change this order any more. */
export function isTerminal(status: OrderStatus): boolean {
  switch (status) {
    case 'open':
    case 'partiallyFilled':
      return false;
    case 'filled':
    case 'cancelled':
    case 'rejected':
    case 'expired':
      return true;
  }
}
