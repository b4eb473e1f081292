import pino from 'pino';
import { createTickBook } from '../domain/arrayTickBook';
import type { Instrument } from '../domain/instrument';
import { asBps, asPrice, asQty, asUsd } from '../domain/money';
import type { ShardTask } from './shardMessages';
import { createShardPool } from './shardPool';
import type { ShardEvents } from './shardThread';
import { allocateSharedBooks, createSharedBookWriter, createSharedMarketView } from './sharedBooks';

afterEach(() => {
  jest.useRealTimers();
});

describe('createShardPool', () => {
  it('distrusts the books of a dead shard at once and starts it again', () => {
    jest.useFakeTimers();
    const { books, view } = oneBook();
    const spawned: ShardEvents[] = [];
    const task = { instruments: [{ sharedIndex: 0, instrument: INSTRUMENT }], books } as unknown as ShardTask;
    const pool = createShardPool({
      tasks: [task],
      logger: pino({ enabled: false }),
      clock: { nowMs: () => 0, monotonicNs: () => 0n },
      onMessage: () => undefined,
      spawn(_, events) {
        spawned.push(events);
        return { post: () => undefined, terminate: () => Promise.resolve() };
      },
    });
    pool.start();
    expect(view.book(INSTRUMENT.id)?.trusted).toBe(true);
    spawned[0]?.onExit();
    expect(view.book(INSTRUMENT.id)?.trusted).toBe(false);
    jest.runOnlyPendingTimers();
    expect(spawned).toHaveLength(2);
  });
});

describe('createSharedMarketView', () => {
  it('shows the levels in decimals, best first', () => {
    expect(oneBook().view.book(INSTRUMENT.id)).toMatchObject({
      bids: [{ price: '100', qty: '0.5' }],
      asks: [{ price: '100.01', qty: '0.7' }],
      trusted: true,
    });
  });

  it('shows no torn picture while a writer is in the middle, and reads again after recovery', () => {
    const { books, view } = oneBook();
    Atomics.add(new Int32Array(books, 0, 1), 0, 1);
    expect(view.book(INSTRUMENT.id)).toMatchObject({ bids: [], asks: [], trusted: false });
    createSharedBookWriter(books).recover(0);
    expect(view.book(INSTRUMENT.id)).toMatchObject({ bids: [{ price: '100' }], trusted: false });
  });

  it('does not trust a stale book', () => {
    expect(oneBook(1_501).view.book(INSTRUMENT.id)?.trusted).toBe(false);
  });
});

function oneBook(nowMs = 1_000) {
  const books = allocateSharedBooks(1);
  const book = createTickBook(10);
  book.setTop(10_000, 50, 10_001, 70);
  createSharedBookWriter(books).write(0, book, 1_000);
  const clock = { nowMs: () => nowMs, monotonicNs: () => 0n };
  return {
    books,
    view: createSharedMarketView({ buffer: books, instruments: [INSTRUMENT], clock, stalenessMs: 500 }),
  };
}

const INSTRUMENT: Instrument = {
  id: 'a:BTC/USDT',
  venue: 'a',
  kind: 'spot',
  symbol: 'BTC/USDT',
  venueSymbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  underlying: 'BTC',
  tickSize: asPrice('0.01'),
  lotSize: asQty('0.01'),
  minQty: asQty('0.01'),
  minNotional: asUsd('5'),
  contractMultiplier: asQty('1'),
  takerFeeBps: asBps('10'),
  makerFeeBps: asBps('10'),
};
