import type { InstrumentId, VenueId } from '../instrument';
import type { Amount, Qty } from '../money';
import type { Fill, OrderReport } from '../order';
import type { TradeId } from '../tradePlan';

/** What was asked of a venue: read, or not. Unreadable is not unknown, not empty and not zero: it says nothing. */
export type Read<Value> =
  { readonly kind: 'read'; readonly value: Value } | { readonly kind: 'unreadable'; readonly cause: string };

/** An order as the books have it. */
export interface BookedOrder {
  readonly clientOrderId: string;
  readonly tradeId: TradeId;
  readonly instrumentId: InstrumentId;
  readonly venueOrderId: string | undefined;
  /** `filled`, `cancelled`, `absent`, …: the journal's word. */
  readonly state: string;
  readonly final: boolean;
  readonly filledQty: Qty;
  /** Wall clock, ms: from here on "not found" at the venue means that it never was. */
  readonly finalAfterMs: number;
  readonly updatedAtMs: number;
  /** True while a step that may still be sending and asking has it in hand. */
  readonly inHand: boolean;
}

/** A fill as it was booked; `tradeId` is absent where no order of ours has its name. */
export interface BookedFill extends Fill {
  readonly tradeId: TradeId | undefined;
}

/** What the books say of one venue, all as of one moment. */
export interface VenueBooks {
  readonly venue: VenueId;
  /** When the venue's account was opened in the ledger, wall clock; absent before that: there is nothing to compare with then. */
  readonly openedAtMs: number | undefined;
  readonly balances: readonly { readonly asset: string; readonly balance: Amount }[];
  /** Fills whose venue time is at or after the moment asked for. */
  readonly fills: readonly BookedFill[];
  /** Orders that are not final, and those that were asked for by name. */
  readonly orders: readonly BookedOrder[];
}

/** Balances of the venue, true at some moment between the two, in the venue's time. */
export interface BalanceReading {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly balances: readonly { readonly asset: string; readonly total: Amount }[];
}

/** What the venue knows of one order that we asked for. */
export type OrderAnswer =
  { readonly kind: 'found'; readonly report: OrderReport } | { readonly kind: 'notFound' };

/** What the venue lists of one instrument. */
export interface InstrumentReading {
  readonly openOrders: Read<readonly OrderReport[]>;
  /** Fills at or after `VenueReading.fillsSinceMs`. */
  readonly fills: Read<readonly Fill[]>;
}

/** What the venue says of orders and fills. */
export interface VenueReading {
  readonly venue: VenueId;
  readonly fillsSinceMs: number;
  /** Venue time at which the lists were asked for: later fills need not be in them. */
  readonly readAtMs: number;
  readonly instruments: ReadonlyMap<InstrumentId, InstrumentReading>;
  /** Orders that were not final in the books, by our id. */
  readonly answers: ReadonlyMap<string, Read<OrderAnswer>>;
}

/** Orders that the venue lists as open, of the instruments that could be read. */
export const listedOrders = (instruments: VenueReading['instruments']): OrderReport[] =>
  [...instruments.values()].flatMap(({ openOrders }) => valuesOf(openOrders));

/** Fills that the venue lists, of the instruments that could be read. */
export const listedFills = (instruments: VenueReading['instruments']): Fill[] =>
  [...instruments.values()].flatMap(({ fills }) => valuesOf(fills));

const valuesOf = <Value>(list: Read<readonly Value[]>): readonly Value[] =>
  list.kind === 'read' ? list.value : [];

/** What a reading consists of, as reports name it. */
export const PARTS = {
  clock: 'clock',
  balances: 'balances',
  openOrdersOf: (id: InstrumentId): string => `open orders of ${id}`,
  fillsOf: (id: InstrumentId): string => `fills of ${id}`,
  order: (clientOrderId: string): string => `order ${clientOrderId}`,
  ledger: 'ledger',
} as const;

/** One name for one execution, whoever tells of it. */
export const fillKey = ({
  instrumentId,
  venueOrderId,
  venueTradeId,
}: Pick<Fill, 'instrumentId' | 'venueOrderId' | 'venueTradeId'>): string =>
  `${instrumentId} ${venueOrderId} ${venueTradeId}`;
