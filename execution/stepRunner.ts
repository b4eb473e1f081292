import type { RepairChoice, StepResult } from '../domain/lifecycle/steps';
import type { TradePlan } from '../domain/tradePlan';
import type { SendDeadline } from '../venues/orderGateway';
import { adoptStanding } from './adoptStep';
import type { BeginAnswer, BegunStep, Facts, OrderIntent, StepName, TradeRecord } from './journal';
import { withFacts, withIntents } from './knownTrade';
import { positionResult } from './results';
import { nothingSent, sendIntents, type Sent } from './sendIntents';
import { createRecentTrades, type RecentTrades } from './recentTrades';
import { createReserves, type Reserves } from './reserves';
import { gatewayOf, type StepDeps } from './stepDeps';
import { storeOnce } from './storeResult';
import { untilStored } from './untilStored';

/** A step about to be made: what is known of the trade, what would be sent, how it begins. */
export interface StepAttempt {
  readonly step: StepName;
  readonly before: TradeRecord;
  readonly intents: readonly OrderIntent[];
  /** Written down with the intents and kept for when the journal is away. */
  readonly reserves?: readonly OrderIntent[];
  readonly repair: RepairChoice;
  readonly begin: (deadlineAtMs: number) => Promise<BeginAnswer>;
  /** When the orphan that the step is about is due; the guard then takes the step over. */
  readonly orphanDueAtMs?: number | undefined;
  /** Told once by the call that sends, when every order has left or was given up. */
  readonly onLeft?: () => void;
}

export interface StepRunner {
  /** Runs `make` under this key, or joins the run that is under way in this process. */
  once(key: string, make: () => Promise<StepResult>): Promise<StepResult>;
  /** Makes a step exactly once: begin, act, resolve, finish. */
  run(attempt: StepAttempt): Promise<StepResult>;
  /** The trade with what this process knows of its reserve orders. */
  view(record: TradeRecord): Promise<TradeRecord>;
  /** Trades as this runner's steps have left them. */
  readonly recent: RecentTrades;
}

/** One per process: within it, a second caller awaits the first's promise. */
export function createStepRunner(deps: StepDeps, reserves: Reserves = createReserves(deps)): StepRunner {
  const running = new Map<string, Promise<StepResult>>();
  const recent = createRecentTrades();

  function once(key: string, make: () => Promise<StepResult>): Promise<StepResult> {
    const standing = running.get(key);
    if (standing !== undefined) return standing;
    const promise = make().finally(() => running.delete(key));
    running.set(key, promise);
    return promise;
  }

  return {
    once,
    run: (attempt) => runStep({ ...deps, recent, reserves }, attempt),
    view: (record) => reserves.view(record),
    recent,
  };
}

type RunnerDeps = StepDeps & { readonly recent: RecentTrades; readonly reserves: Reserves };

async function runStep(deps: RunnerDeps, attempt: StepAttempt): Promise<StepResult> {
  const { tradeId, deadlines } = attempt.before.plan;
  // Both clocks start before the begin is issued: whoever read a control as clear is bound by them.
  const startedMs = deps.clock.nowMs();
  const deadline = {
    wallMs: startedMs + deadlines.sendBeforeMs,
    monotonicNs: deps.clock.monotonicNs() + BigInt(deadlines.sendBeforeMs) * 1_000_000n,
  };
  const place = { tradeId, step: attempt.step };
  await deps.faultPoint('begin.before', place);
  const begun = await attempt.begin(deadlineOf(attempt, startedMs));
  await deps.faultPoint('begin.after', place);
  if (begun.kind !== 'inserted') return adoptStanding(deps, tradeId, begun);
  if (attempt.reserves !== undefined) deps.reserves.hold(tradeId, attempt.reserves, begun.step.deadlineAtMs);
  await deps.faultPoint('send.before', place);
  const { step, onLeft } = attempt;
  const sending = {
    step,
    deadline,
    resolveUntilMs: Math.min(begun.step.deadlineAtMs - 20, lastArrivalMs(deps, attempt.intents, deadline)),
    ...(onLeft === undefined ? {} : { onLeft }),
  };
  // reserves have left while the begin was unanswered: sent beside them, the step's orders would repair twice
  const isRescued = await deps.reserves.giveWay(tradeId);
  const sent = isRescued ? nothingSent(attempt.intents) : await sendIntents(deps, attempt.intents, sending);
  await deps.faultPoint('send.after', place);
  return finishStep(deps, attempt, { step: begun.step, sent });
}

/**
 * When a venue can't take these orders any more, wall clock in ms. What it says until then decides; to wait on for a venue that says nothing
 * would only use up the time of an orphan.
 */
function lastArrivalMs(deps: StepDeps, intents: readonly OrderIntent[], deadline: SendDeadline): number {
  const tolerances = intents.map(({ venue }) => gatewayOf(deps, venue).capabilities.transitToleranceMs);
  return deadline.wallMs + Math.max(0, ...tolerances);
}

/** An orphan's clock goes on from step to step; still, each step has the time to send. */
function deadlineOf({ before, orphanDueAtMs = Infinity }: StepAttempt, startedMs: number): number {
  const { orphanMs, sendBeforeMs } = before.plan.deadlines;
  return Math.min(startedMs + orphanMs, Math.max(orphanDueAtMs, startedMs + sendBeforeMs));
}

/**
 * Stores what happened, however long the journal takes to come back. What reserves have done meanwhile is in the result; its clocks go on,
 * since what was decided before is known to the trade only when it stands.
 */
async function finishStep(
  deps: RunnerDeps,
  attempt: StepAttempt,
  { step, sent }: { step: BegunStep; sent: Sent },
): Promise<StepResult> {
  const figures = {
    epoch: step.epoch,
    repair: attempt.repair,
    tickToOrdersMs: tickToOrdersMs(attempt.before.plan, sent),
  };
  const written = withIntents(attempt.before, step, [...attempt.intents, ...(attempt.reserves ?? [])]);
  let { orphanSinceMs } = written;
  const store = async (): Promise<StepResult> => {
    const knowsUse = await deps.reserves.areUsed(step.tradeId);
    const record = { ...(await deps.reserves.view(withFacts(written, sent.facts))), orphanSinceMs };
    const result = positionResult(deps, record, figures);
    const { situation } = result;
    if (situation.kind === 'orphan') orphanSinceMs = situation.knownAtMs;
    const facts = bothOf(sent.facts, await deps.reserves.leave({ ...record, orphanSinceMs }, situation));
    const answer = await storeOnce(deps, step, { facts, result });
    // the journal was silent for a while and has answered after all
    if (!knowsUse && (await deps.reserves.areUsed(step.tradeId))) return store();
    deps.reserves.stored(step.tradeId);
    if (answer.kind === 'position') deps.recent.remember(record);
    return answer;
  };
  return untilStored(deps.logger, store);
}

const bothOf = (one: Facts, other: Facts): Facts => ({
  orders: [...one.orders, ...other.orders],
  fills: [...one.fills, ...other.fills],
});

/** ms from the venue's frame to the later socket write; `undefined` where nothing left. */
function tickToOrdersMs(plan: TradePlan, sent: Sent): number | undefined {
  if (sent.lastWrittenAtNs === undefined) return undefined;
  return Number(sent.lastWrittenAtNs - BigInt(plan.frameReceivedAtNs)) / 1e6;
}
