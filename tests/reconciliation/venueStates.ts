import { asAmount, asPrice, asQty } from '../../domain/money';
import type { Fill, OrderReport } from '../../domain/order';
import type {
  BalanceReading,
  BookedFill,
  BookedOrder,
  VenueBooks,
  VenueReading,
} from '../../domain/reconciliation/readings';

export const INSTRUMENT = 'binance:BTC/USDT';

/** Buys 1 BTC at 100 USDT for a fee of 0.1 USDT, at venue time 1 000. */
export function fill(changes: Partial<Fill> = {}): Fill {
  return {
    venue: 'binance',
    instrumentId: INSTRUMENT,
    clientOrderId: 'ours',
    venueOrderId: '7',
    venueTradeId: '1',
    side: 'buy',
    price: asPrice('100'),
    qty: asQty('1'),
    fee: asAmount('0.1'),
    feeAsset: 'USDT',
    liquidity: 'taker',
    exchangeTimeMs: 1_000,
    ...changes,
  };
}

export const booked = (changes: Partial<BookedFill> = {}): BookedFill => ({
  ...fill(changes),
  tradeId: 'tradeId' in changes ? changes.tradeId : 'trade',
});

export function order(changes: Partial<BookedOrder> = {}): BookedOrder {
  return {
    clientOrderId: 'ours',
    tradeId: 'trade',
    instrumentId: INSTRUMENT,
    venueOrderId: '7',
    state: 'unknown',
    final: false,
    filledQty: asQty('0'),
    finalAfterMs: 5_000,
    updatedAtMs: 0,
    inHand: false,
    ...changes,
  };
}

export function report(changes: Partial<OrderReport> = {}): OrderReport {
  return {
    venue: 'binance',
    instrumentId: INSTRUMENT,
    clientOrderId: 'ours',
    venueOrderId: '7',
    side: 'buy',
    status: 'open',
    qty: asQty('1'),
    filledQty: asQty('0'),
    avgPrice: undefined,
    fills: [],
    rejectReason: undefined,
    exchangeTimeMs: 1_000,
    ...changes,
  };
}

/** Books of 10 BTC and 1 000 USDT. */
export function books(changes: Partial<VenueBooks> = {}): VenueBooks {
  return {
    venue: 'binance',
    openedAtMs: 0,
    balances: [
      { asset: 'BTC', balance: asAmount('10') },
      { asset: 'USDT', balance: asAmount('1000') },
    ],
    fills: [],
    orders: [],
    ...changes,
  };
}

/** A reading between venue times 2 000 and 2 040. */
export function held(btc: string, usdt: string): BalanceReading {
  return {
    fromMs: 2_000,
    untilMs: 2_040,
    balances: [
      { asset: 'BTC', total: asAmount(btc) },
      { asset: 'USDT', total: asAmount(usdt) },
    ],
  };
}

export interface Lists {
  readonly openOrders?: readonly OrderReport[];
  readonly fills?: readonly Fill[];
  readonly answers?: VenueReading['answers'];
}

/** Lists of the one instrument, read at venue time 10 000. */
export function lists({ openOrders = [], fills = [], answers = new Map() }: Lists = {}): VenueReading {
  return {
    venue: 'binance',
    fillsSinceMs: 500,
    readAtMs: 10_000,
    instruments: new Map([
      [
        INSTRUMENT,
        { openOrders: { kind: 'read', value: openOrders }, fills: { kind: 'read', value: fills } },
      ],
    ]),
    answers,
  };
}

/** The same, with nothing that could be read. */
export function unreadableLists(): VenueReading {
  const unreadable = { kind: 'unreadable', cause: 'HTTP 502' } as const;
  return {
    ...lists(),
    instruments: new Map([[INSTRUMENT, { openOrders: unreadable, fills: unreadable }]]),
    answers: new Map([['ours', unreadable]]),
  };
}
