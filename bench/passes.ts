import type { Burst } from './bursts';
import type { FrameTaker, MarketFrame } from './marketPipeline';

export interface PassTimes {
  readonly totalMs: number;
  readonly burstMs: number;
}

/** Hands over all frames back to back; ms for all of them and for those of the burst. */
export function timedPass(taker: FrameTaker, frames: readonly MarketFrame[], burst: Burst): PassTimes {
  const startMs = performance.now();
  handRange(taker, frames, { from: 0, to: burst.from });
  const burstStartMs = performance.now();
  handRange(taker, frames, burst);
  const burstEndMs = performance.now();
  handRange(taker, frames, { from: burst.to, to: frames.length });
  return { totalMs: performance.now() - startMs, burstMs: burstEndMs - burstStartMs };
}

function handRange(taker: FrameTaker, frames: readonly MarketFrame[], { from, to }: Burst): void {
  for (let i = from; i < to; i++) {
    const frame = frames[i];
    if (frame !== undefined) taker.handle(frame);
  }
}

export interface KindTimes {
  readonly bookTickerUs: number;
  readonly depthUs: number;
}

/** Mean µs of a book ticker and of a depth frame, each frame on the watch; what the watch itself costs is taken off. */
export function kindPass(taker: FrameTaker, frames: readonly MarketFrame[]): KindTimes {
  const spentMs = { ticker: 0, depth: 0, trade: 0, snapshot: 0 };
  const counts = { ticker: 0, depth: 0, trade: 0, snapshot: 0 };
  const watchMs = watchCostMs();
  for (const frame of frames) {
    const startMs = performance.now();
    taker.handle(frame);
    spentMs[frame.kind] += performance.now() - startMs - watchMs;
    counts[frame.kind]++;
  }
  return {
    bookTickerUs: (1000 * spentMs.ticker) / counts.ticker,
    depthUs: (1000 * spentMs.depth) / counts.depth,
  };
}

/** What two readings of the watch in a row differ by. */
function watchCostMs(): number {
  const readings = 20_000;
  let total = 0;
  for (let i = 0; i < readings; i++) {
    const startMs = performance.now();
    total += performance.now() - startMs;
  }
  return total / readings;
}
