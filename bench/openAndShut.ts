import { BUILT_MARKETS, snapshotFrame, tickerFrame, type Built } from './builtFrames';
import type { MarketFrame } from './marketPipeline';

/** Spot goes this far up to shut the spread: above USD-M's bid. */
const SHUT_TICKS = 10_000;
const FIRST_ID = 1_000;

export interface Cycle {
  readonly shutting: MarketFrame;
  readonly opening: MarketFrame;
}

/** Two books, and book tickers of spot that shut the spread between them and open it again, `count` times. */
export function openAndShut(count: number): { snapshots: MarketFrame[]; cycles: Cycle[] } {
  const spot = (id: number, upTicks: number): Built => ({
    market: 0,
    id,
    bidTicks: BUILT_MARKETS[0].bidTicks + upTicks,
    atMs: 0,
  });
  const usdm: Built = { market: 1, id: FIRST_ID, bidTicks: BUILT_MARKETS[1].bidTicks, atMs: 0 };
  const cycles = Array.from({ length: count }, (_, i) => ({
    shutting: tickerFrame(spot(FIRST_ID + 2 * i + 1, SHUT_TICKS)),
    opening: tickerFrame(spot(FIRST_ID + 2 * i + 2, 0)),
  }));
  const snapshots = [
    snapshotFrame(spot(FIRST_ID, 0)),
    snapshotFrame(usdm),
    tickerFrame({ ...usdm, id: FIRST_ID + 1 }),
  ];
  return { snapshots, cycles };
}
