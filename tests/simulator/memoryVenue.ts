import { createFaultPlan } from '../../simulator/faultPlan';
import type { JudgeLog, JudgeRecord } from '../../simulator/judgeLog';
import { manualUpdate, type ManualBook } from '../../simulator/manualBook';
import type { SimMarket, SimNewOrder } from '../../simulator/simulatedVenue';
import { createVenueCore, type VenueCore, type VenueSetup } from '../../simulator/venueCore';

export const BTC_USDT: SimMarket = {
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.1',
  lotSize: '0.001',
  minQty: '0.001',
  maxQty: '100',
  minNotional: '5',
  takerFeeBps: '10',
  makerFeeBps: '5',
};

const account = (accountId: string) => ({
  accountId,
  keys: [{ apiKey: `${accountId}-key`, apiSecret: 'secret' }],
  openingBalances: { USDT: '100000', BTC: '2' },
});

export const SETUP: VenueSetup = {
  venue: 'binance',
  markets: [BTC_USDT],
  accounts: [account('ann'), account('bob')],
  clientOrderIds: 'unique-while-open',
};

export interface MemoryVenue {
  readonly core: VenueCore;
  /** Everything that the venue has put on record, opening balances included. */
  readonly records: JudgeRecord[];
  /** Turns the venue's clock forward. */
  wait(ms: number): void;
  setBook(book: Pick<ManualBook, 'bids' | 'asks'>): void;
}

/** A venue whose log is an array and whose clock stands still; `earlier` is what its log already holds. */
export function memoryVenue(
  setup: Partial<VenueSetup> = {},
  earlier: readonly JudgeRecord[] = [],
): MemoryVenue {
  let nowMs = 1_000_000;
  const records = [...earlier];
  const log: JudgeLog = { append: (batch) => void records.push(...batch), close: () => undefined };
  const faults = createFaultPlan();
  const core = createVenueCore(
    { ...SETUP, ...setup },
    { clock: { nowMs: () => nowMs }, log, records: earlier, faults },
  );
  return {
    core,
    records,
    wait: (ms) => {
      nowMs += ms;
    },
    setBook: (book) => {
      core.applyUpdate(manualUpdate(BTC_USDT, { venue: core.venue, symbol: BTC_USDT.symbol, ...book }));
    },
  };
}

let orders = 0;

/** An IOC buy of 0.01 BTC at 1 000 with a fresh name, changed by `fields`. */
export function newOrder(fields: Partial<SimNewOrder> = {}): SimNewOrder {
  orders += 1;
  return {
    symbol: BTC_USDT.symbol,
    side: 'buy',
    type: 'limit',
    timeInForce: 'IOC',
    price: '1000.0',
    qty: '0.010',
    quoteQty: undefined,
    clientOrderId: `order-${orders}`,
    ...fields,
  };
}
