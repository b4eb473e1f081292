import type { Burst } from './bursts';
import type { FrameTaker, MarketFrame } from './marketPipeline';

/** Short enough that some pass gets each segment through undisturbed by other processes. */
const SEGMENT_FRAMES = 2_000;
const WATCH_READINGS = 2_000;

/** Times of one pass over the same frames, segment by segment. */
export interface PassTimes {
  readonly segmentsMs: readonly number[];
  readonly burstMs: number;
}

/** Hands over all frames back to back, reading the clock only between segments. */
export function timedPass(taker: FrameTaker, frames: readonly MarketFrame[], burst: Burst): PassTimes {
  const segmentsMs: number[] = [];
  let burstMs = 0;
  for (const segment of segmentsAround(frames.length, burst)) {
    const startMs = performance.now();
    for (let i = segment.from; i < segment.to; i++) {
      const frame = frames[i];
      if (frame !== undefined) taker.handle(frame);
    }
    const spentMs = performance.now() - startMs;
    segmentsMs.push(spentMs);
    if (segment.from >= burst.from && segment.to <= burst.to) burstMs += spentMs;
  }
  return { segmentsMs, burstMs };
}

function segmentsAround(count: number, burst: Burst): Burst[] {
  const regular = Array.from({ length: Math.ceil(count / SEGMENT_FRAMES) }, (_, i) => i * SEGMENT_FRAMES);
  const inside = (at: number): boolean => at > burst.from && at < burst.to;
  const edges = [...regular.filter((at) => !inside(at)), burst.from, burst.to, count];
  const bounds = [...new Set(edges)].sort((a, b) => a - b);
  return bounds.slice(1).map((to, i) => ({ from: bounds[i] ?? 0, to }));
}

export interface KindTimes {
  readonly tickerSegmentsMs: readonly number[];
  readonly depthSegmentsMs: readonly number[];
}

/** Times of book tickers and of depth frames, each frame on the watch; what the watch itself costs is taken off. */
export function kindPass(taker: FrameTaker, frames: readonly MarketFrame[]): KindTimes {
  const tickerSegmentsMs: number[] = [];
  const depthSegmentsMs: number[] = [];
  const watchMs = watchCostMs();
  for (let from = 0; from < frames.length; from += SEGMENT_FRAMES) {
    const spentMs = { ticker: 0, depth: 0, trade: 0, snapshot: 0 };
    for (const frame of frames.slice(from, from + SEGMENT_FRAMES)) {
      const startMs = performance.now();
      taker.handle(frame);
      spentMs[frame.kind] += performance.now() - startMs - watchMs;
    }
    tickerSegmentsMs.push(spentMs.ticker);
    depthSegmentsMs.push(spentMs.depth);
  }
  return { tickerSegmentsMs, depthSegmentsMs };
}

/** The best of several passes, taken per segment: a process that shares the core disturbs some segments of each pass, not always the same. */
export function fastestMs(passes: readonly (readonly number[])[]): number {
  const [first = []] = passes;
  return first.reduce((sum, _, i) => sum + Math.min(...passes.map((pass) => pass[i] ?? Infinity)), 0);
}

/** What two readings of the watch in a row differ by: the best of several batches. */
function watchCostMs(): number {
  const batches = Array.from({ length: 10 }, () => {
    let total = 0;
    for (let i = 0; i < WATCH_READINGS; i++) {
      const startMs = performance.now();
      total += performance.now() - startMs;
    }
    return total / WATCH_READINGS;
  });
  return Math.min(...batches);
}
