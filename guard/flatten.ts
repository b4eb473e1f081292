import type { AssetExposure, StepResult } from '../domain/lifecycle/steps';
import type { TradeId } from '../domain/tradePlan';
import type { TradeRecord } from '../execution/journal';
import { runFollowUp } from '../execution/orphanSteps';
import { repairOf } from '../execution/repairOrders';
import { judge } from '../execution/situation';
import type { StepDeps } from '../execution/stepDeps';
import type { StepRunner } from '../execution/stepRunner';
import { readTrade } from '../execution/storeResult';

/** Tries that go further each time; from then on the bound is at its end, the operator is paged, and it is tried once a second. */
const QUICK_TRIES = 14;
const QUICK_WAIT_MS = 20;
const PATIENT_WAIT_MS = 1_000;

export interface Flattening {
  readonly deps: StepDeps;
  readonly runner: StepRunner;
  /** True while this guard may act. */
  readonly mayAct: () => boolean;
  /** Told once when the bound is reached and the orphan still stands. */
  readonly onStuck: (tradeId: TradeId) => void;
}

/**
 * Reduces what one trade has filled beyond its other legs, by steps of the guard's own: each a begin at the epoch seen, orders inside the
 * bound, a result. Ends when nothing is exposed, when another party holds the epoch, or when this guard may not act any more. Returns the
 * trade as it then stands.
 */
export async function flatten(flattening: Flattening, tradeId: TradeId): Promise<TradeRecord> {
  let record = await readTrade(flattening.deps, tradeId);
  for (let attempt = 0; ; attempt += 1) {
    const exposures = exposuresLeft(flattening, record);
    if (exposures.length === 0 || !flattening.mayAct()) return record;
    if (attempt === QUICK_TRIES) flattening.onStuck(tradeId);
    const result = await reduce(flattening, record, { exposures, attempt });
    const { epoch } = record;
    record = await readTrade(flattening.deps, tradeId);
    if (result.kind !== 'position' || record.epoch !== epoch + 1) return record; // another party holds the trade
    if (result.situation.kind === 'orphan')
      await pause(attempt < QUICK_TRIES ? QUICK_WAIT_MS : PATIENT_WAIT_MS);
  }
}

/** What of this trade stands without its other leg; nothing where the trade is closed. */
export function exposuresLeft(
  { deps }: Pick<Flattening, 'deps'>,
  record: TradeRecord,
): readonly AssetExposure[] {
  const { situation } = judge(record, deps.instruments, deps.clock.nowMs());
  return situation.kind === 'orphan' && record.outcome === undefined ? situation.exposures : [];
}

/** One step of the guard's. The guard has no opinion on markets: it reduces, it never completes; each try may go further, up to the bound. */
function reduce(
  { deps, runner }: Flattening,
  before: TradeRecord,
  { exposures, attempt }: { exposures: readonly AssetExposure[]; attempt: number },
): Promise<StepResult> {
  const { plan, orders } = before;
  const repair = repairOf(deps, plan, { exposures, triesPastDue: attempt, reduceOnly: true, orders });
  const request = {
    plan: before.plan,
    epoch: before.epoch,
    attempt: before.epoch + 1, // the epoch moves with every begin, so it names the guard's steps
    cause: 'guard',
    transitions: [],
  };
  return runFollowUp(deps, runner, { before, followUp: { step: 'guard', request, addsRisk: false, repair } });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
