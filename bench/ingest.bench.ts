import { asBps } from '../domain/money';
import { builtBurst, busiestWindow } from './bursts';
import { createPlainMarkets } from './floors/plainMarket';
import {
  createMarketPipeline,
  type FrameTaker,
  type MarketFrame,
  type MarketPipeline,
} from './marketPipeline';
import { fastestMs, kindPass, timedPass, type KindTimes } from './passes';
import { printReport, printSkipped, type BenchOptions, type Budget } from './printReport';
import { loadRecordedFrames, RECORDED_DATA_SET } from './recordedFrames';
import { report, rounded, type BenchReport } from './report';

export interface IngestFigures {
  /** Recorded spot and USD-M frames in receive order, on one core. */
  readonly framesPerSecond: number;
  readonly bookTickerUs: number;
  /** The recorded depth frames have 57 levels on average. */
  readonly depthUs: number;
  /** The slower of the recorded burst (663 frames in 10 ms) and the built one (600 book tickers, 60 depth frames). */
  readonly burstMs: number;
}

const PASSES = 8;
const BURST_WINDOW_MS = 10;

/** Recorded frames → books → shared memory → detection, beside `JSON.parse` with plain arrays on the same frames. */
export function run(options: BenchOptions = {}): Promise<BenchReport<IngestFigures> | undefined> {
  const frames = loadRecordedFrames();
  if (frames === undefined) {
    printSkipped('ingest', RECORDED_DATA_SET);
    return Promise.resolve(undefined);
  }
  const [result, floor] = measure(frames);
  const ratio = result.framesPerSecond / floor.framesPerSecond;
  const measured = report({ name: 'ingest', result, floor, ratio });
  printReport(measured, budgetsOf(measured), options);
  return Promise.resolve(measured);
}

/** The floor and we by turns, so that both see the same machine. */
function measure(frames: readonly MarketFrame[]): [IngestFigures, IngestFigures] {
  const ours: Pass[] = [];
  const floors: Pass[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const pipelines: MarketPipeline[] = [];
    ours.push(
      measurePass(frames, (profitable) => {
        const pipeline = createMarketPipeline(profitable ? FREE : PAID);
        pipelines.push(pipeline);
        return pipeline;
      }),
    );
    if (!pipelines.every((pipeline) => pipeline.inSync()))
      throw new Error('a book lost its sequence: the pass measured nothing');
    floors.push(measurePass(frames, () => createPlainMarkets(2)));
  }
  return [figuresOf(ours, frames), figuresOf(floors, frames)];
}

/** The recorded mix at real fees; the built burst free of fees, so that decisions in decimals are in it. */
const PAID = { takerFeesBps: ['10', '5'] } as const;
const FREE = { takerFeesBps: ['0', '0'], settings: { minNetBps: asBps('1') } } as const;

interface Pass extends KindTimes {
  readonly segmentsMs: readonly number[];
  readonly burstMs: number;
}

function measurePass(frames: readonly MarketFrame[], takerOf: (profitable: boolean) => FrameTaker): Pass {
  const mix = timedPass(takerOf(false), frames, busiestWindow(frames, BURST_WINDOW_MS));
  const built = builtBurst();
  const burst = timedPass(takerOf(true), built.frames, built.burst);
  return {
    ...kindPass(takerOf(false), frames),
    segmentsMs: mix.segmentsMs,
    burstMs: Math.max(mix.burstMs, burst.burstMs),
  };
}

function figuresOf(passes: readonly Pass[], frames: readonly MarketFrame[]): IngestFigures {
  const count = (kind: MarketFrame['kind']): number => frames.filter((frame) => frame.kind === kind).length;
  const tickersMs = fastestMs(passes.map(({ tickerSegmentsMs }) => tickerSegmentsMs));
  const depthsMs = fastestMs(passes.map(({ depthSegmentsMs }) => depthSegmentsMs));
  return {
    framesPerSecond: Math.round(
      (1000 * frames.length) / fastestMs(passes.map(({ segmentsMs }) => segmentsMs)),
    ),
    bookTickerUs: rounded((1000 * tickersMs) / count('ticker')),
    depthUs: rounded((1000 * depthsMs) / count('depth')),
    burstMs: rounded(Math.min(...passes.map(({ burstMs }) => burstMs))),
  };
}

function budgetsOf({ result, ratio }: BenchReport<IngestFigures>): Budget[] {
  const { framesPerSecond, bookTickerUs, depthUs, burstMs } = result;
  return [
    { met: framesPerSecond >= 250_000 || ratio >= 0.8, text: '≥ 250 000 frames/s, or ≥ 0.8 of the floor' },
    { met: bookTickerUs <= 1.5, text: 'book ticker ≤ 1.5 µs' },
    { met: depthUs <= 27, text: 'depth frame of 57 levels ≤ 27 µs' },
    { met: burstMs <= 3, text: 'bursts of 10 ms decided within 3 ms' },
  ];
}
