import type { StepRequest, StepResult } from '../domain/lifecycle/steps';
import { intentsOf, type WantedOrder } from './intents';
import type { TradeId } from '../domain/tradePlan';
import type { JournaledOrder, StepName, TradeRecord } from './journal';
import { askForOpen, openOrders } from './openOrders';
import { positionResult } from './results';
import { repairOf, type Repair } from './repairOrders';
import { judge } from './situation';
import type { StepDeps } from './stepDeps';
import type { StepRunner } from './stepRunner';
import { readTrade } from './storeResult';

/** More tries than the bound has room for. */
const WIDEST_TRIES = 1_000;

/** A step that follows the opening: what it would send, decided on the trade as the journal has it now. */
export interface FollowUp {
  readonly step: StepName;
  readonly request: StepRequest;
  readonly addsRisk: boolean;
  readonly repair: Repair;
}

/** Begins, sends and finishes a follow-up step; its orders are IOC, all at once. */
export function runFollowUp(
  deps: StepDeps,
  runner: StepRunner,
  { before, followUp }: { before: TradeRecord; followUp: FollowUp },
): Promise<StepResult> {
  const { step, request, addsRisk, repair } = followUp;
  const { plan, attempt, epoch, transitions } = request;
  const key = { tradeId: plan.tradeId, step, attempt };
  const intents = intentsOf(deps, { plan, key }, repair.orders);
  const { situation } = judge(before, deps.instruments, deps.clock.nowMs());
  return runner.run({
    step,
    before,
    orphanDueAtMs: situation.kind === 'orphan' ? situation.dueAtMs : undefined,
    intents,
    repair: repair.choice,
    begin: (deadlineAtMs) =>
      deps.journal.beginStep({
        ...key,
        plan,
        epochSeen: epoch,
        owner: deps.owner,
        deadlineAtMs,
        intents,
        transitions,
        addsRisk,
      }),
  });
}

/**
 * `hedging`: completes the missing leg or reduces the filled one, whichever costs less now. Past the orphan's due time each try may go
 * further from the price of the decision, up to the bound.
 */
export async function removeOrphan(
  deps: StepDeps,
  runner: StepRunner,
  request: StepRequest,
): Promise<StepResult> {
  const before = await knownRepairs(deps, runner, request.plan.tradeId);
  const repair = orphanRepair(deps, before, { attempt: request.attempt, widest: false });
  return runFollowUp(deps, runner, { before, followUp: { step: 'hedge', request, addsRisk: false, repair } });
}

/** `unwinding`: the same with the widest bound; orders are IOC, so there is nothing resting to cancel but what a venue still works on. */
export async function unwindLegs(
  deps: StepDeps,
  runner: StepRunner,
  request: StepRequest,
): Promise<StepResult> {
  await cancelOpen(deps, await runner.view(await readTrade(deps, request.plan.tradeId)));
  const before = await knownRepairs(deps, runner, request.plan.tradeId);
  const repair = orphanRepair(deps, before, { attempt: request.attempt, widest: true });
  return runFollowUp(deps, runner, {
    before,
    followUp: { step: 'unwind', request, addsRisk: false, repair },
  });
}

/** Closes what a hold left open. Legs that offset each other are flat in total: then the position is only looked at. */
export async function closeLegs(
  deps: StepDeps,
  runner: StepRunner,
  request: StepRequest,
): Promise<StepResult> {
  const before = await knownRepairs(deps, runner, request.plan.tradeId);
  const repair = orphanRepair(deps, before, { attempt: request.attempt, widest: false });
  if (repair.orders.length > 0)
    return runFollowUp(deps, runner, {
      before,
      followUp: { step: 'close', request, addsRisk: false, repair },
    });
  const news = { facts: { orders: [], fills: [] }, transitions: request.transitions };
  const record = await runner.view(await deps.journal.progress(request.plan.tradeId, news));
  return positionResult(deps, record, { epoch: record.epoch, repair: 'none', tickToOrdersMs: undefined });
}

function orphanRepair(
  deps: StepDeps,
  before: TradeRecord,
  { attempt, widest }: { attempt: number; widest: boolean },
): Repair {
  const nowMs = deps.clock.nowMs();
  const { situation } = judge(before, deps.instruments, nowMs);
  const nothing: readonly WantedOrder[] = [];
  if (situation.kind !== 'orphan' || openOrders(before).some(isAtVenue))
    return { orders: nothing, choice: 'none' };
  const triesWhenDue = nowMs < situation.dueAtMs ? 0 : attempt;
  const triesPastDue = widest ? WIDEST_TRIES : triesWhenDue;
  const { exposures } = situation;
  const { plan, reduceOnly, orders } = before;
  return repairOf(deps, plan, { exposures, triesPastDue, reduceOnly, orders });
}

/** The trade as it is. An earlier repair, or an order whose fills are missing, is asked for first: it decides what the next one sends. */
async function knownRepairs(deps: StepDeps, runner: StepRunner, tradeId: TradeId): Promise<TradeRecord> {
  const record = await runner.view(await readTrade(deps, tradeId));
  const open = openOrders(record);
  if (!open.some((order) => order.role !== 'order' || isAtVenue(order))) return record;
  const facts = await askForOpen(deps, record, deps.clock.nowMs());
  return runner.view(await deps.journal.progress(tradeId, { facts, transitions: [] }));
}

/** The venue says that it works on this order or has filled more of it than we hold: the exposure is not what our fills say. */
function isAtVenue(order: JournaledOrder): boolean {
  return order.final || order.state === 'open';
}

async function cancelOpen(deps: StepDeps, { orders }: TradeRecord): Promise<void> {
  const open = orders.filter((order) => !order.final && order.state !== 'intended');
  await Promise.all(open.map(async (order) => deps.gateways.get(order.venue)?.cancel(order)));
}
