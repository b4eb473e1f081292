import { createTickBook } from '../../domain/arrayTickBook';
import { asBps, asPrice, asQty, asUsd } from '../../domain/money';
import type { Instrument } from '../../domain/instrument';
import type { BookTrust, FeedBook, FeedListener, FeedTrade } from '../../venues/marketFeed';

export function spotInstrument(overrides: Partial<Instrument> = {}): Instrument {
  return {
    id: 'binance:BTC/USDT',
    venue: 'binance',
    kind: 'spot',
    symbol: 'BTC/USDT',
    venueSymbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    underlying: 'BTC',
    tickSize: asPrice('0.01'),
    lotSize: asQty('0.00001'),
    minQty: asQty('0.00001'),
    minNotional: asUsd('5'),
    contractMultiplier: asQty('1'),
    takerFeeBps: asBps('10'),
    makerFeeBps: asBps('10'),
    ...overrides,
  };
}

export function feedBook(instrument: Instrument = spotInstrument()): FeedBook {
  return { instrument, book: createTickBook(16_384) };
}

export interface RecordingListener extends FeedListener {
  readonly trust: BookTrust[];
  readonly bad: string[];
  readonly trades: FeedTrade[];
  readonly counts: { books: number; tops: number };
}

export function recordingListener(): RecordingListener {
  const trust: BookTrust[] = [];
  const bad: string[] = [];
  const trades: FeedTrade[] = [];
  const counts = { books: 0, tops: 0 };
  return {
    trust,
    bad,
    trades,
    counts,
    onBook(_index, topChanged) {
      counts.books++;
      if (topChanged) counts.tops++;
    },
    onTrade: (_index, trade) => trades.push(trade),
    onTrust: (_index, change) => trust.push(change),
    onBadMessage: (reason) => bad.push(reason),
    onLatency: () => undefined,
  };
}
