import type { BegunStep, Facts, TradeRecord } from '../execution/journal';
import { askForOpen } from '../execution/openOrders';
import { positionResult } from '../execution/results';
import type { StepDeps } from '../execution/stepDeps';
import { readTrade, storeResult } from '../execution/storeResult';
import { exposuresLeft, flatten, type Flattening } from './flatten';
import type { DueExposure, DueStep, GuardRecords } from './records';

/** How long the guard looks for orders before it flattens what it knows; what is open then stays watched. */
const LOOK_MS = 150;

export interface TakeOverDeps extends Flattening {
  readonly guard: string;
  readonly records: GuardRecords;
}

/**
 * Finishes a step whose owner is dead or late: takes its epoch, waits out what may still be sent, finds out what its orders did, cancels what
 * rests, reduces what is exposed, stores the result. Returns false where somebody was faster.
 */
export async function takeOver(deps: TakeOverDeps, due: DueStep): Promise<boolean> {
  const answer = await deps.records.takeStep(due, deps.guard);
  if (answer.kind === 'refused') return false;
  await pause(transitToleranceMs(deps));
  await lookAndCancel(deps, due.tradeId);
  const flat = await flatten(deps, due.tradeId);
  await finish(deps, { ...due, epoch: flat.epoch }, flat);
  return true;
}

/** Flattens a trade that is exposed while no step of it is under way; a mark without an exposure is taken away. */
export async function removeExposure(deps: TakeOverDeps, due: DueExposure): Promise<void> {
  await lookAndCancel(deps, due.tradeId);
  const flat = await flatten(deps, due.tradeId);
  if (exposuresLeft(deps, flat).length > 0) return; // frozen or not ours any more: due again at the next look
  await deps.records.clearExposure(due.tradeId, flat.epoch);
}

/**
 * An owner that is dead has sent its last bytes; one that is frozen finds its deadline passed when it wakes, since a step is due later than
 * its orders may leave. In both cases only what is on its way can still arrive.
 */
function transitToleranceMs({ deps }: TakeOverDeps): number {
  return Math.max(
    0,
    ...[...deps.gateways.values()].map(({ capabilities }) => capabilities.transitToleranceMs),
  );
}

/** Asks for every order that is open, cancels what still rests, and stores what the venues say. */
export async function lookAndCancel({ deps }: Pick<TakeOverDeps, 'deps'>, tradeId: string): Promise<void> {
  const record = await readTrade(deps, tradeId);
  const found = await ask(deps, record);
  const resting = new Set(
    found.orders.filter(({ state }) => state === 'open').map((fact) => fact.clientOrderId),
  );
  const orders = record.orders.filter(({ clientOrderId }) => resting.has(clientOrderId));
  await Promise.all(orders.map(async (order) => deps.gateways.get(order.venue)?.cancel(order)));
  const after = orders.length === 0 ? found : await ask(deps, { ...record, orders });
  const facts: Facts = {
    orders: [...found.orders, ...after.orders],
    fills: [...found.fills, ...after.fills],
  };
  if (facts.orders.length > 0) await deps.journal.recordFacts(facts, record.plan.mode);
}

const ask = (deps: StepDeps, record: TradeRecord): Promise<Facts> =>
  askForOpen(deps, record, deps.clock.nowMs() + LOOK_MS);

/** The step's ordinary result, on what is known now; it tells the workflow whether the guard has reduced anything. */
async function finish({ deps }: TakeOverDeps, step: BegunStep, record: TradeRecord): Promise<void> {
  const figures = { epoch: step.epoch, repair: 'none', tickToOrdersMs: undefined } as const;
  const result = positionResult(deps, record, figures);
  await storeResult(deps, step, { facts: { orders: [], fills: [] }, result });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
