import type { TradeOutcome } from '../../../domain/lifecycle/tradeState';
import type { ChaosFinding } from '../judging/chaosJudge';
import type { ChaosRun } from '../rounds/runRounds';
import type { ChaosStack } from '../stack/chaosStack';
import { until } from '../stack/until';
import { VENUE, type ClassedExposure } from '../judging/orphanClasses';
import type { Cell } from './cells';
import { reachPlace } from './reachPlace';

export interface CellResult {
  readonly cell: Cell;
  /** How the struck trade ended. */
  readonly outcome: TradeOutcome | 'notReached' | 'notClosed';
  /** From the kill to the next stored result of the struck trade, ms; `undefined` where it had none to wait for. */
  readonly recoveryMs: number | undefined;
  readonly findings: readonly ChaosFinding[];
  readonly lateOrphans: readonly ClassedExposure[];
}

const REACH_PATIENCE_MS = 20_000;
const CLOSE_PATIENCE_MS = 45_000;
const RUNNING = { scope: 'global', key: '', state: 'running', reason: 'next cell', setBy: 'chaos' } as const;

/** Kills the victim once at the place, waits for the struck trade to end and judges. */
export async function playCell(run: ChaosRun, stack: ChaosStack, cell: Cell): Promise<CellResult> {
  await until('trading to run', async () => {
    await stack.session.controls.set(RUNNING);
    return true;
  });
  let over: Promise<unknown> = Promise.resolve();
  let killedMs = 0;
  const endOutage = isProvoked(cell) ? run.outages.begin(VENUE) : () => undefined;
  const strike = (): void => {
    killedMs = performance.now();
    over = Promise.all([
      run.strike(cell.victim, { kind: 'kill' }),
      heal(stack).then(() => {
        endOutage();
      }),
    ]);
    over.catch(() => undefined); // awaited below
  };
  const reached = await reach(stack, cell, strike);
  const recovery = watchTrade(stack, reached?.tradeId);
  await (reached === undefined ? heal(stack) : over);
  endOutage();
  const outcome = reached?.tradeId === undefined ? 'notReached' : await outcomeOf(stack, reached.tradeId);
  await reached?.running;
  await stack.session.controls.set(RUNNING);
  recovery.stop();
  const recoveryMs = recovery.atMs() === undefined ? undefined : (recovery.atMs() ?? 0) - killedMs;
  return { cell, outcome, recoveryMs, ...(await run.judgeRound(findingsOf(cell, outcome))) };
}

/** Steps after the opening are brought about by venues without liquidity. */
function isProvoked({ place }: Cell): boolean {
  return place.kind !== 'point' || (place.step !== 'open' && place.step !== 'book');
}

/** The venues have liquidity again; the simulator may be the one that was killed. */
function heal({ admin }: ChaosStack): Promise<boolean> {
  return until('the faults to be cleared', async () => {
    await admin.clearFaults();
    return true;
  });
}

async function reach(stack: ChaosStack, { place }: Cell, strike: () => void) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => {
    giveUp.abort();
  }, REACH_PATIENCE_MS);
  try {
    return await reachPlace(stack, place, { strike, giveUp: giveUp.signal });
  } catch (error) {
    if (giveUp.signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** When the trade stored a result next. */
function watchTrade({ points }: ChaosStack, tradeId: string | undefined) {
  let atMs: number | undefined;
  const stop = points.onReached((reached) => {
    const isProgress = reached.point === 'finish.after' || reached.point === 'close.after';
    if (isProgress && reached.tradeId === tradeId) atMs ??= reached.atMs;
  });
  return { atMs: () => atMs, stop };
}

function outcomeOf({ session }: ChaosStack, tradeId: string): Promise<CellResult['outcome']> {
  return until(
    `${tradeId} to close`,
    async () => (await session.reports.find(tradeId))?.outcome,
    CLOSE_PATIENCE_MS,
  ).catch(() => 'notClosed' as const);
}

function findingsOf({ place }: Cell, outcome: CellResult['outcome']): ChaosFinding[] {
  if (outcome === 'notClosed')
    return [{ kind: 'stuck', text: `not closed after a kill: ${JSON.stringify(place)}` }];
  return [];
}
