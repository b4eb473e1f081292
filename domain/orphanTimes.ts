import type { RepairChoice } from './lifecycle/steps';
import type { TradeId } from './tradePlan';

/** What a finished step found out, for counting orphans. */
export interface StepVerdict {
  readonly tradeId: TradeId;
  /** Since when the orphan that it left is known; `undefined` where it left none. */
  readonly orphanKnownAtMs: number | undefined;
  readonly repair: RepairChoice;
  readonly atMs: number;
}

/** Shorter than this, the two legs of one opening were merely not reported in the same instant. */
const UNNOTICED_MS = 50;

/**
 * Orphan times of one trade in ms, one for each orphan: from the moment it was known to the first step that found it gone.
 * Counted where it lasted more than 50 ms or a repair was sent. `verdicts` are in the order of the steps.
 */
export function orphanTimesMs(verdicts: readonly Omit<StepVerdict, 'tradeId'>[], nowMs: number): number[] {
  const times: number[] = [];
  let knownAtMs: number | undefined;
  let repaired = false;
  const close = (endMs: number): void => {
    const lastedMs = Math.max(0, endMs - (knownAtMs ?? endMs));
    if (lastedMs > UNNOTICED_MS || repaired) times.push(lastedMs);
    knownAtMs = undefined;
    repaired = false;
  };
  for (const { orphanKnownAtMs, repair, atMs } of verdicts) {
    repaired ||= repair !== 'none';
    if (orphanKnownAtMs === undefined) close(atMs);
    else knownAtMs ??= orphanKnownAtMs;
  }
  if (knownAtMs !== undefined) close(nowMs);
  return times;
}

/** Orphan times of all trades of a run, each trade's verdicts in the order of its steps. */
export function orphanTimesOfRun(verdicts: readonly StepVerdict[], nowMs: number): number[] {
  const byTrade = new Map<string, StepVerdict[]>();
  for (const verdict of verdicts)
    byTrade.set(verdict.tradeId, [...(byTrade.get(verdict.tradeId) ?? []), verdict]);
  return [...byTrade.values()].flatMap((ofTrade) => orphanTimesMs(ofTrade, nowMs));
}
