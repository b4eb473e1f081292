import { BUILT_MARKETS, depthFrame, snapshotFrame, tickerFrame, type Built } from './builtFrames';
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

const WINDOW_MS = 10;
const TICKERS = 600;
const TICKERS_PER_DEPTH = 10;
const FIRST_ID = 1_000;

/** Snapshots of both markets, then 600 book tickers and 60 depth frames of 57 levels within 10 ms, the tickers moving the best prices. */
export function builtBurst(): { readonly frames: readonly MarketFrame[]; readonly burst: Burst } {
  const frames = [snapshotFrame(builtAt(0, -1)), snapshotFrame(builtAt(1, -1))];
  const from = frames.length;
  const depthIds = [FIRST_ID, FIRST_ID];
  for (let step = 0; step < TICKERS; step++) {
    frames.push(tickerFrame(builtAt(marketOf(step), step)));
    if ((step + 1) % TICKERS_PER_DEPTH !== 0) continue;
    const depth = builtAt(marketOf((step + 1) / TICKERS_PER_DEPTH), step);
    frames.push(depthFrame(depth, depthIds[depth.market] ?? FIRST_ID));
    depthIds[depth.market] = depth.id;
  }
  return { frames, burst: { from, to: frames.length } };
}

const marketOf = (step: number): 0 | 1 => (step % 2 === 0 ? 0 : 1);

/** The market after this step; its best bid goes one tick to and fro. */
function builtAt(market: 0 | 1, step: number): Built {
  const moved = Math.floor(Math.max(0, step) / 2) % 2;
  return {
    market,
    id: FIRST_ID + step + 1,
    bidTicks: BUILT_MARKETS[market].bidTicks + moved,
    atMs: (WINDOW_MS * Math.max(0, step)) / TICKERS,
  };
}
