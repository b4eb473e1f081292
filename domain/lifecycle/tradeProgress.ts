import type { Denial } from '../opportunity';
import type { TradePlan } from '../tradePlan';
import type { LifecycleRuntime } from './runtime';
import type {
  CollectedResult,
  FencedResult,
  LegPosition,
  PositionResult,
  RepairChoice,
  SettledFigures,
  Situation,
  StepRequest,
  TransitionRecord,
} from './steps';
import { transition } from './transitions';
import type { TradeOutcome, TradeState } from './tradeState';

/** Steps whose attempts the lifecycle counts; the count is part of every order id, so it never starts again within a trade. */
export type CountedStep =
  'chaseLegs' | 'removeOrphan' | 'unwindLegs' | 'closeLegs' | 'collectFills' | 'bookResult';

/** What is known of a running trade. Plain data: it is shown as it is by the query and the details panel. */
export interface TradeFacts {
  state: TradeState;
  epoch: number;
  legs: readonly LegPosition[];
  situation: Situation;
  /** Time of the last result, by the clock of the step that gave it. */
  knownAtMs: number;
  startedAtMs: number;
  reducedByGuard: boolean;
  /** What the last step of our own sent to get further. */
  repair: RepairChoice;
  tickToOrdersMs: number | undefined;
  denial: Denial | undefined;
  outcome: TradeOutcome | undefined;
  figures: SettledFigures | undefined;
  /** Cause of the last transition. */
  cause: string;
}

export interface TradeProgress {
  readonly plan: TradePlan;
  readonly runtime: LifecycleRuntime;
  readonly facts: TradeFacts;
  readonly attempts: Record<CountedStep, number>;
  /** Transitions that no step has stored yet. */
  readonly pending: TransitionRecord[];
  nextSeq: number;
}

type Why = Pick<TransitionRecord, 'cause' | 'figures'>;

export function beginProgress(plan: TradePlan, runtime: LifecycleRuntime): TradeProgress {
  const nowMs = runtime.nowMs();
  return {
    plan,
    runtime,
    facts: {
      state: 'idle',
      epoch: 0,
      legs: [],
      situation: { kind: 'nothingFilled' },
      knownAtMs: nowMs,
      startedAtMs: nowMs,
      reducedByGuard: false,
      repair: 'none',
      tickToOrdersMs: undefined,
      denial: undefined,
      outcome: undefined,
      figures: undefined,
      cause: 'started',
    },
    attempts: {
      chaseLegs: 0,
      removeOrphan: 0,
      unwindLegs: 0,
      closeLegs: 0,
      collectFills: 0,
      bookResult: 0,
    },
    pending: [],
    nextSeq: 0,
  };
}

/** Makes a legal transition: it is shown at once and stored with the next step. @throws IllegalTransitionError */
export function moveTo(trade: TradeProgress, to: TradeState, cause: string): void {
  moveWith(trade, to, { cause, figures: situationFigures(trade.facts.situation) });
}

/** As `moveTo`, decided on figures of its own. @throws IllegalTransitionError */
export function moveWith(trade: TradeProgress, to: TradeState, why: Why): void {
  const record = recordOf(trade, to, why);
  trade.pending.push(record);
  apply(trade, record);
}

/** The transition as it would be made now, without making it. */
export function recordOf(trade: TradeProgress, to: TradeState, why: Why): TransitionRecord {
  const from = trade.facts.state;
  return { seq: trade.nextSeq, from, to: transition(from, to), ...why, atMs: trade.runtime.nowMs() };
}

/** Makes a transition that a step has stored already. */
export function apply(trade: TradeProgress, record: TransitionRecord): void {
  trade.nextSeq = record.seq + 1;
  trade.facts.state = record.to;
  trade.facts.cause = record.cause;
  trade.runtime.onTransition(record);
}

/** The next attempt of `step`, with the transitions that nobody has stored yet. */
export function nextRequest(trade: TradeProgress, step: CountedStep): StepRequest {
  trade.attempts[step] += 1;
  return {
    plan: trade.plan,
    epoch: trade.facts.epoch,
    attempt: trade.attempts[step],
    cause: trade.facts.cause,
    transitions: [...trade.pending],
  };
}

/** Drops the transitions which the step that has just answered took with it. */
export function stored(trade: TradeProgress, transitions: readonly TransitionRecord[]): void {
  trade.pending.splice(0, transitions.length);
}

/** Takes what a step found as facts, whoever did it: a fenced result is another party's work and counts as much as our own. */
export function adopt(trade: TradeProgress, result: PositionResult | FencedResult | CollectedResult): void {
  const { facts } = trade;
  facts.epoch = result.epoch;
  facts.legs = result.legs;
  facts.situation = result.situation;
  facts.knownAtMs = result.atMs;
  switch (result.kind) {
    case 'position':
      facts.reducedByGuard ||= result.reducedByGuard;
      facts.repair = result.repair;
      facts.tickToOrdersMs ??= result.tickToOrdersMs;
      return;
    case 'fenced':
      facts.reducedByGuard ||= result.reducedByGuard;
      facts.outcome = result.outcome;
      return;
    case 'collected':
      return;
  }
}

/** True while the venue may still change an order of this trade. */
export function isWatching(facts: TradeFacts): boolean {
  return facts.legs.some((leg) => leg.watched.length > 0);
}

/** The situation as an audit line's figures. */
export function situationFigures(situation: Situation): Readonly<Record<string, string>> {
  switch (situation.kind) {
    case 'nothingFilled':
      return { situation: 'nothing filled' };
    case 'matched':
      return { situation: situation.complete ? 'matched in full' : 'matched in part' };
    case 'orphan': {
      const exposure = situation.exposures.map(({ asset, qty }) => `${qty} ${asset}`).join(', ');
      return { situation: 'orphan', exposure, dueAtMs: String(situation.dueAtMs) };
    }
  }
}
