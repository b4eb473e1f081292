import type { MarketFrame } from './marketPipeline';

/** Frames [from, to) that arrived within one window. */
export interface Burst {
  readonly from: number;
  readonly to: number;
}

/** The window of `windowMs` with the most frames, in receive order. */
export function busiestWindow(frames: readonly MarketFrame[], windowMs: number): Burst {
  let best: Burst = { from: 0, to: 0 };
  let from = 0;
  frames.forEach(({ receivedAtMs }, at) => {
    while (receivedAtMs - (frames[from]?.receivedAtMs ?? 0) > windowMs) from++;
    if (at + 1 - from > best.to - best.from) best = { from, to: at + 1 };
  });
  return best;
}

const TICKERS = 600;
const DEPTHS = 60;
const LEVELS_A_SIDE = 28;
const FIRST_ID = 1_000;
/** Spot stands at 60 000, USD-M 36 above it: 6 bps, so that the burst holds opportunities to decide where fees are zero. */
const MARKETS = [
  { bid: 6_000_000, tick: 0.01, usdm: false },
  { bid: 600_370, tick: 0.1, usdm: true },
];

/** Snapshots of both markets, then 600 book tickers and 60 depth frames of 57 levels within 10 ms, each moving a best price. */
export function builtBurst(): { readonly frames: readonly MarketFrame[]; readonly burst: Burst } {
  const frames = MARKETS.map((_, market) => snapshot(market));
  const perDepth = TICKERS / DEPTHS;
  const depthIds = [FIRST_ID, FIRST_ID];
  for (let i = 0; i < TICKERS; i++) {
    const market = i % 2;
    const id = FIRST_ID + i + 1;
    frames.push(ticker({ market, id, step: i, atMs: (10 * i) / TICKERS }));
    if ((i + 1) % perDepth !== 0) continue;
    const depthMarket = ((i + 1) / perDepth) % 2;
    const previousId = depthIds[depthMarket] ?? FIRST_ID;
    frames.push(depth({ market: depthMarket, id, step: i, previousId, atMs: (10 * i) / TICKERS }));
    depthIds[depthMarket] = id;
  }
  return { frames, burst: { from: MARKETS.length, to: frames.length } };
}

interface Built {
  readonly market: number;
  readonly id: number;
  readonly step: number;
  readonly atMs: number;
}

function frameOf(kind: MarketFrame['kind'], { market, atMs }: Built, json: string): MarketFrame {
  return {
    market,
    kind,
    bytes: Buffer.from(json, 'latin1'),
    receivedAtMs: START_MS + atMs,
    receivedAtNs: 1n,
  };
}

const START_MS = 1_723_161_255_000;

function snapshot(market: number): MarketFrame {
  const at = { market, id: FIRST_ID, step: 0, atMs: 0 };
  const { bids, asks } = ladder(at);
  return frameOf('snapshot', at, `{"lastUpdateId":${FIRST_ID},"bids":[${bids}],"asks":[${asks}]}`);
}

function ticker(built: Built): MarketFrame {
  const { tick, usdm, bid } = moved(built);
  const time = String(START_MS + Math.floor(built.atMs));
  const top = `"u":${built.id},"s":"BTCUSDT","b":"${text(bid, tick)}","B":"2.500","a":"${text(bid + 1, tick)}","A":"2.510"`;
  const data = usdm ? `"e":"bookTicker",${top},"T":${time},"E":${time}` : top;
  return frameOf('ticker', built, `{"stream":"btcusdt@bookTicker","data":{${data}}}`);
}

function depth(built: Built & { readonly previousId: number }): MarketFrame {
  const { usdm } = moved(built);
  const { bids, asks } = ladder(built);
  const time = String(START_MS + Math.floor(built.atMs));
  const ids = `"U":${built.previousId + (usdm ? 0 : 1)},"u":${built.id}`; // USD-M: the first diff contains the snapshot's event
  const data = usdm
    ? `"e":"depthUpdate","E":${time},"T":${time},"s":"BTCUSDT",${ids},"pu":${built.previousId}`
    : `"e":"depthUpdate","E":${time},"s":"BTCUSDT",${ids}`;
  return frameOf(
    'depth',
    built,
    `{"stream":"btcusdt@depth@100ms","data":{${data},"b":[${bids}],"a":[${asks}]}}`,
  );
}

/** The market with its best bid one tick to and fro. */
function moved({ market, step }: Built): { bid: number; tick: number; usdm: boolean } {
  const { bid, tick, usdm } = MARKETS[market] ?? { bid: 0, tick: 1, usdm: false };
  return { bid: bid + (Math.floor(step / 2) % 2), tick, usdm };
}

/** 28 bids and 29 asks around the top, sizes changing with the step. */
function ladder(built: Built): { bids: string; asks: string } {
  const { bid, tick } = moved(built);
  const levels = (from: number, direction: number, count: number): string =>
    Array.from({ length: count }, (_, i) => {
      const size = (1 + ((i + built.step) % 7) / 10).toFixed(3);
      return `["${text(from + direction * i, tick)}","${size}"]`;
    }).join(',');
  return { bids: levels(bid, -1, LEVELS_A_SIDE), asks: levels(bid + 1, 1, LEVELS_A_SIDE + 1) };
}

const text = (ticks: number, tick: number): string => (ticks * tick).toFixed(2);
