import type { MarketFrame } from './marketPipeline';

const LEVELS_A_SIDE = 28;
const START_MS = 1_723_161_255_000;
/** Spot stands at 60 000, USD-M 37 above it: 6 bps, an opportunity where nothing costs anything. */
export const BUILT_MARKETS = [
  { bidTicks: 6_000_000, tick: 0.01, usdm: false },
  { bidTicks: 600_370, tick: 0.1, usdm: true },
] as const;

/** The state of one market that a frame tells; the ask lies one tick above the bid. */
export interface Built {
  readonly market: 0 | 1;
  readonly id: number;
  readonly bidTicks: number;
  /** Since the start of the built span. */
  readonly atMs: number;
}

/** REST snapshot that ends at event `id`. */
export function snapshotFrame(built: Built): MarketFrame {
  const { bids, asks } = ladder(built);
  return frameOf('snapshot', built, `{"lastUpdateId":${built.id},"bids":[${bids}],"asks":[${asks}]}`);
}

export function tickerFrame(built: Built): MarketFrame {
  const { bidTicks, market } = built;
  const { usdm } = BUILT_MARKETS[market];
  const [bid, ask] = [priceText(market, bidTicks), priceText(market, bidTicks + 1)];
  const top = `"u":${built.id},"s":"BTCUSDT","b":"${bid}","B":"2.500","a":"${ask}","A":"2.510"`;
  const time = timeText(built);
  const data = usdm ? `"e":"bookTicker",${top},"T":${time},"E":${time}` : top;
  return frameOf('ticker', built, `{"stream":"btcusdt@bookTicker","data":{${data}}}`);
}

/** Diff of 28 bids and 29 asks that continues event `previousId`. */
export function depthFrame(built: Built, previousId: number): MarketFrame {
  const { bids, asks } = ladder(built);
  const time = timeText(built);
  // USD-M: the first diff contains the snapshot's event.
  const data = BUILT_MARKETS[built.market].usdm
    ? `"E":${time},"T":${time},"s":"BTCUSDT","U":${previousId},"u":${built.id},"pu":${previousId}`
    : `"E":${time},"s":"BTCUSDT","U":${previousId + 1},"u":${built.id}`;
  const levels = `"b":[${bids}],"a":[${asks}]`;
  return frameOf(
    'depth',
    built,
    `{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate",${data},${levels}}}`,
  );
}

function frameOf(kind: MarketFrame['kind'], { market, atMs }: Built, json: string): MarketFrame {
  const bytes = Buffer.from(json, 'latin1');
  return { market, kind, bytes, receivedAtMs: START_MS + atMs, receivedAtNs: 1n };
}

/** Levels around the top, their sizes changing with the event. */
function ladder({ market, bidTicks, id }: Built): { bids: string; asks: string } {
  const levels = (from: number, direction: 1 | -1, count: number): string =>
    Array.from({ length: count }, (_, i) => {
      const size = (1 + ((i + id) % 7) / 10).toFixed(3);
      return `["${priceText(market, from + direction * i)}","${size}"]`;
    }).join(',');
  return { bids: levels(bidTicks, -1, LEVELS_A_SIDE), asks: levels(bidTicks + 1, 1, LEVELS_A_SIDE + 1) };
}

const priceText = (market: 0 | 1, ticks: number): string => (ticks * BUILT_MARKETS[market].tick).toFixed(2);
const timeText = ({ atMs }: Built): string => String(START_MS + Math.floor(atMs));
