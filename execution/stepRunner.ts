import type { RepairChoice, StepResult } from '../domain/lifecycle/steps';
import type { TradePlan } from '../domain/tradePlan';
import { adoptStanding } from './adoptStep';
import type { BeginAnswer, BegunStep, Facts, OrderIntent, StepName, TradeRecord } from './journal';
import { withFacts, withIntents } from './knownTrade';
import { positionResult } from './results';
import { notSent, sendIntents, type Sent } from './sendIntents';
import { createRecentTrades, type RecentTrades } from './recentTrades';
import type { StepDeps } from './stepDeps';
import { storeOnce, storeResult } from './storeResult';

/** A step about to be made: what is known of the trade, what would be sent, how it begins. */
export interface StepAttempt {
  readonly step: StepName;
  readonly before: TradeRecord;
  readonly intents: readonly OrderIntent[];
  readonly repair: RepairChoice;
  readonly begin: (deadlineAtMs: number) => Promise<BeginAnswer>;
  /** When the orphan that the step is about is due; the guard then takes the step over. */
  readonly orphanDueAtMs?: number | undefined;
  /** What the owner does with its reserve orders when an orphan stands and the journal is away; all facts it then knows. */
  readonly rescue?: (facts: Facts, untilMs: number) => Promise<Facts>;
  /** Told once by the call that sends, when every order has left or was given up. */
  readonly onLeft?: () => void;
}

export interface StepRunner {
  /** Runs `make` under this key, or joins the run that is under way in this process. */
  once(key: string, make: () => Promise<StepResult>): Promise<StepResult>;
  /** Makes a step exactly once: begin, act, resolve, finish. */
  run(attempt: StepAttempt): Promise<StepResult>;
  /** Trades as this runner's steps have left them. */
  readonly recent: RecentTrades;
}

/** One per process: within it, a second caller awaits the first's promise. */
export function createStepRunner(deps: StepDeps): StepRunner {
  const running = new Map<string, Promise<StepResult>>();
  const recent = createRecentTrades();

  function once(key: string, make: () => Promise<StepResult>): Promise<StepResult> {
    const standing = running.get(key);
    if (standing !== undefined) return standing;
    const promise = make().finally(() => running.delete(key));
    running.set(key, promise);
    return promise;
  }

  return { once, run: (attempt) => runStep({ ...deps, recent }, attempt), recent };
}

type RunnerDeps = StepDeps & { readonly recent: RecentTrades };

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
  const orders = attempt.intents.filter((intent) => intent.role === 'order' || attempt.rescue === undefined);
  await deps.faultPoint('send.before', place);
  const { step, onLeft } = attempt;
  const sending = {
    step,
    deadline,
    resolveUntilMs: begun.step.deadlineAtMs - 20,
    ...(onLeft === undefined ? {} : { onLeft }),
  };
  const sent = await sendIntents(deps, orders, sending);
  await deps.faultPoint('send.after', place);
  return finishStep(deps, attempt, { step: begun.step, sent });
}

/** An orphan's clock goes on from step to step; still, each step has the time to send. */
function deadlineOf({ before, orphanDueAtMs = Infinity }: StepAttempt, startedMs: number): number {
  const { orphanMs, sendBeforeMs } = before.plan.deadlines;
  return Math.min(startedMs + orphanMs, Math.max(orphanDueAtMs, startedMs + sendBeforeMs));
}

/** Stores what happened. Where an orphan stands and the journal is away, the reserve orders remove it first. */
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
  const written = withIntents(attempt.before, step, attempt.intents);
  const outcomeOf = (facts: Facts) => {
    const all = { ...facts, orders: [...facts.orders, ...reservesNotSent(attempt, facts)] };
    const record = withFacts(written, all);
    return { facts: all, record, result: positionResult(deps, record, figures) };
  };
  const outcome = outcomeOf(sent.facts);
  if (outcome.result.situation.kind !== 'orphan' || attempt.rescue === undefined) {
    const result = await storeResult(deps, step, outcome);
    if (result.kind === 'position') deps.recent.remember(outcome.record);
    return result;
  }
  try {
    return await storeOnce(deps, step, outcome);
  } catch (error) {
    deps.logger.error({ event: 'step.journalAway', tradeId: step.tradeId, error });
    const facts = await attempt.rescue(sent.facts, step.deadlineAtMs);
    return storeResult(deps, step, outcomeOf(facts));
  }
}

/** Reserve orders that this call wrote and never sent: only it may say so. */
function reservesNotSent(attempt: StepAttempt, facts: Facts) {
  const used = new Set(facts.orders.map((order) => order.clientOrderId));
  const unused = attempt.intents.filter((intent) => !used.has(intent.clientOrderId));
  return unused.map((intent) => notSent(intent.clientOrderId));
}

/** ms from the venue's frame to the later socket write; `undefined` where nothing left. */
function tickToOrdersMs(plan: TradePlan, sent: Sent): number | undefined {
  if (sent.lastWrittenAtNs === undefined) return undefined;
  return Number(sent.lastWrittenAtNs - BigInt(plan.frameReceivedAtNs)) / 1e6;
}
