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
  /** Where no trade came: what was refused meanwhile. */
  readonly refused: string;
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
  const struck = await strikeCell(run, stack, cell);
  const { tradeId } = struck;
  const outcome = tradeId === undefined ? 'notReached' : await outcomeOf(stack, tradeId);
  await struck.running;
  await letTrade(stack);
  const recoveryMs = struck.recoveryMs();
  return {
    cell,
    outcome,
    refused: struck.refused,
    recoveryMs,
    ...(await run.judgeRound(findingsOf(cell, outcome))),
  };
}

/** A cell whose victim was killed and is back; its trade may still be on its way to its end. */
export interface StruckCell {
  /** The trade that was at the place; `undefined` where none came. */
  readonly tradeId: string | undefined;
  /** What was refused meanwhile, for who asks why no trade came: `VENUE_RECONCILING 12, SLOT_BUSY 3`. */
  readonly refused: string;
  /** What has to end before the cell is over. */
  readonly running: Promise<unknown>;
  /** ms from the kill to the trade's next stored result, as far as it is known. Listens no longer once it was asked. */
  recoveryMs(): number | undefined;
}

/** Kills the victim once at the place; resolves when it is back. */
export async function strikeCell(run: ChaosRun, stack: ChaosStack, cell: Cell): Promise<StruckCell> {
  await letTrade(stack);
  const beganAtMs = Date.now();
  let over: Promise<unknown> = Promise.resolve();
  let killedMs = 0;
  const endOutage = isProvoked(cell) ? run.outages.begin(VENUE) : () => undefined;
  const strike = (): void => {
    killedMs = performance.now();
    const healed = heal(stack).then(() => {
      endOutage();
    });
    over = Promise.all([run.strike(cell.victim, { kind: 'kill' }), healed]);
    over.catch(() => undefined); // awaited below
  };
  const reached = await reach(stack, cell, strike);
  const recovery = watchTrade(stack, reached?.tradeId);
  await (reached === undefined ? heal(stack) : over);
  endOutage();
  return {
    tradeId: reached?.tradeId,
    refused: reached === undefined ? await refusedSince(stack, beganAtMs) : '',
    running: reached?.running ?? Promise.resolve(),
    recoveryMs() {
      recovery.stop();
      const atMs = recovery.atMs();
      return atMs === undefined ? undefined : atMs - killedMs;
    },
  };
}

async function refusedSince({ session }: ChaosStack, atMs: number): Promise<string> {
  const counts = await session.denialCounts(atMs);
  return counts.map(({ code, openings, candidates }) => `${code} ${openings + candidates}`).join(', ');
}

function letTrade({ session }: ChaosStack): Promise<boolean> {
  return until('trading to run', async () => {
    await session.controls.set(RUNNING);
    return true;
  });
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
