import type { FrameTaker, MarketFrame } from '../marketPipeline';

/** One side of a book as anyone would write it first: prices in order, sizes beside them. */
interface PlainSide {
  readonly prices: number[];
  readonly sizes: number[];
  readonly descending: boolean;
}

interface PlainMarket {
  readonly bids: PlainSide;
  readonly asks: PlainSide;
  bestBid: number;
  bestAsk: number;
}

/** What the floor reads of a message. It believes its input: that is what makes it a floor. */
interface PlainMessage {
  readonly b: string | [string, string][];
  readonly a: string | [string, string][];
}

interface PlainSnapshot {
  readonly bids: [string, string][];
  readonly asks: [string, string][];
}

/** The floor of ingesting: `JSON.parse` and a sorted array per side, without sequence checks, health, shared memory or detection. */
export function createPlainMarkets(count: number): FrameTaker & { bestBid(market: number): number } {
  const markets = Array.from({ length: count }, (): PlainMarket => ({
    bids: { prices: [], sizes: [], descending: true },
    asks: { prices: [], sizes: [], descending: false },
    bestBid: NaN,
    bestAsk: NaN,
  }));
  return {
    bestBid: (index) => markets[index]?.bestBid ?? NaN,
    handle(frame) {
      const market = markets[frame.market];
      if (market !== undefined) take(market, frame);
    },
  };
}

function take(market: PlainMarket, { kind, bytes }: MarketFrame): void {
  const parsed = JSON.parse(bytes.toString('utf8')) as { data: PlainMessage } | PlainSnapshot;
  if (kind === 'snapshot' && 'bids' in parsed) {
    setLevels(market.bids, parsed.bids);
    setLevels(market.asks, parsed.asks);
  } else if (kind !== 'trade' && 'data' in parsed) takeMarketData(market, parsed.data);
}

function takeMarketData(market: PlainMarket, { b, a }: PlainMessage): void {
  if (typeof b === 'string' || typeof a === 'string') {
    market.bestBid = Number(b);
    market.bestAsk = Number(a);
    return;
  }
  setLevels(market.bids, b);
  setLevels(market.asks, a);
  market.bestBid = market.bids.prices[0] ?? NaN;
  market.bestAsk = market.asks.prices[0] ?? NaN;
}

function setLevels(side: PlainSide, levels: readonly [string, string][]): void {
  for (const [price, size] of levels) setLevel(side, Number(price), Number(size));
}

function setLevel(side: PlainSide, price: number, size: number): void {
  const at = position(side, price);
  const known = side.prices[at] === price;
  if (size === 0) {
    if (!known) return;
    side.prices.splice(at, 1);
    side.sizes.splice(at, 1);
  } else if (known) side.sizes[at] = size;
  else {
    side.prices.splice(at, 0, price);
    side.sizes.splice(at, 0, size);
  }
}

function position({ prices, descending }: PlainSide, price: number): number {
  let low = 0;
  let high = prices.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = prices[middle] ?? 0;
    if (descending ? candidate > price : candidate < price) low = middle + 1;
    else high = middle;
  }
  return low;
}
