import { asBps } from '../domain/money';
import type { FeedListener } from '../venues/marketFeed';
import { createMarketPipeline, type MarketFrame, type MarketPipeline } from './marketPipeline';
import { openAndShut } from './openAndShut';
import { printReport, type BenchOptions, type Budget } from './printReport';
import { percentile, report, type BenchReport, type Percentiles } from './report';

const ROUNDS = 40;
const SAMPLES_PER_ROUND = 500;
/** The first rounds only warm up. */
const WARM_UP_ROUNDS = 4;
/** Free of costs: the built spread of 6 bps is an opportunity, however wildly it opens and shuts. */
const TERMS = { takerFeesBps: ['0', '0'], settings: { minNetBps: asBps('1'), latencyP99Ms: 0 } } as const;

/**
 * ms from a frame that opens a spread to the opportunity with all its terms: parsing, book, shared memory, gates, sizing and limits in
 * decimals. The floor is the same frame up to a listener that does nothing.
 */
export function run(options: BenchOptions = {}): Promise<BenchReport<Percentiles>> {
  const result = quietestRound(detectionTimesMs());
  const floor = quietestRound(emptyListenerTimesMs());
  const measured = report({ name: 'detect', result, floor, ratio: result.p50 / floor.p50 });
  printReport(measured, [budgetOf(result)], options);
  return Promise.resolve(measured);
}

/** Every opening frame must bring exactly one opportunity, or nothing has been measured. */
function detectionTimesMs(): number[] {
  let foundAtMs = NaN;
  const pipeline = createMarketPipeline({
    ...TERMS,
    onOpportunity: () => {
      foundAtMs = performance.now();
    },
  });
  return sampled(pipeline, () => {
    const at = foundAtMs;
    foundAtMs = NaN;
    if (Number.isNaN(at)) throw new Error('an opened spread brought no opportunity');
    return at;
  });
}

function emptyListenerTimesMs(): number[] {
  return sampled(createMarketPipeline({ ...TERMS, listener: EMPTY }), () => performance.now());
}

function sampled(pipeline: MarketPipeline, endMs: () => number): number[] {
  const { snapshots, cycles } = openAndShut(ROUNDS * SAMPLES_PER_ROUND);
  for (const frame of snapshots) pipeline.handle(frame);
  const samples: number[] = [];
  for (const { shutting, opening } of cycles) {
    pipeline.handle(shutting);
    samples.push(timeOf(pipeline, opening, endMs));
  }
  return samples;
}

/** Percentiles of the round that other processes disturbed least; in ms, to the nanosecond, because the floor is below a microsecond. */
function quietestRound(samples: readonly number[]): Percentiles {
  const rounds = Array.from({ length: ROUNDS - WARM_UP_ROUNDS }, (_, round) => {
    const from = (round + WARM_UP_ROUNDS) * SAMPLES_PER_ROUND;
    const part = samples.slice(from, from + SAMPLES_PER_ROUND);
    return { p50: nanoseconds(percentile(part, 0.5)), p99: nanoseconds(percentile(part, 0.99)) };
  });
  return rounds.reduce((best, round) => (round.p99 < best.p99 ? round : best));
}

const nanoseconds = (ms: number): number => Math.round(ms * 1e6) / 1e6;

function timeOf(pipeline: MarketPipeline, frame: MarketFrame, endMs: () => number): number {
  const startMs = performance.now();
  pipeline.handle(frame);
  return endMs() - startMs;
}

function budgetOf({ p99 }: Percentiles): Budget {
  return { met: p99 < 1, text: 'book change → opportunity p99 < 1 ms' };
}

const EMPTY: FeedListener = {
  onBook: () => undefined,
  onTrade: () => undefined,
  onTrust: () => undefined,
  onBadMessage: () => undefined,
  onLatency: () => undefined,
};
