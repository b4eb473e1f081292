import type { Denial } from '../domain/opportunity';
import type {
  BeginAnswer,
  CloseAnswer,
  FinishAnswer,
  Journal,
  StepKey,
  TakeOverAnswer,
  TradeRecord,
} from '../execution/journal';
import type { Database } from './database';
import { BeginReply, CloseReply, FinishReply, TakeOverReply, TradeReply } from './journalReplies';
import { answerOf } from './storedFunctions';

/** What begin compares an opening with besides the rows of the database. */
export interface JournalSettings {
  /** Rows of `limits` older than this deny. */
  readonly limitsMaxAgeMs: number;
  /** How long past its deadline a step is the guard's alone. */
  readonly guardHeadStartMs: number;
  /** How long a slot stays closed after a denial. */
  readonly denialWaitMs: number;
  /** Why this process sends no live order that adds risk (latch 2); null where it may. */
  readonly latchDenial: Denial | null;
  /** False where a live opportunity needs no confirmation (latch 6); then a reason must stand in the settings. */
  readonly intelligenceGate: boolean;
  readonly ceilings: readonly {
    readonly venue: string;
    readonly orderUsd: string;
    readonly opportunityUsd: string;
  }[];
}

/** A trade that was told to stop before it opened was not refused on its merits. @see domain/lifecycle/stopRules.ts */
const STOPPED = 'CONTROL_STOPPED';

/** What a begin answered, as the steps understand it. */
function begun(key: StepKey, reply: unknown, deadlineAtMs: number): BeginAnswer {
  const answer = BeginReply.parse(reply);
  switch (answer.kind) {
    case 'inserted':
      return { kind: 'inserted', step: { ...key, epoch: answer.epoch, deadlineAtMs } };
    case 'existing': {
      const step = { ...key, epoch: answer.epoch, deadlineAtMs: answer.deadlineAtMs };
      return { kind: 'existing', step, owner: answer.owner, result: answer.result };
    }
    case 'denied':
    case 'fenced':
      return answer;
  }
}

/** The journal in PostgreSQL: each method is one stored function, one round trip, one commit. */
export function createJournal(database: Pick<Database, 'query'>, settings: JournalSettings): Journal {
  const { latchDenial, intelligenceGate } = settings;

  const call = (name: string, argument: unknown) => answerOf(database, name, argument);

  return {
    async beginOpening(begin) {
      const key: StepKey = { tradeId: begin.plan.tradeId, step: 'open', attempt: 1 };
      return begun(key, await call('begin_opening', { ...begin, ...settings }), begin.deadlineAtMs);
    },
    async denyOpening(plan, denial, transitions) {
      const key: StepKey = { tradeId: plan.tradeId, step: 'open', attempt: 1 };
      const outcome = denial.code === STOPPED ? 'aborted' : 'denied';
      const argument = { plan, denial, transitions, outcome, denialWaitMs: settings.denialWaitMs };
      return begun(key, await call('deny_opening', argument), 0);
    },
    async beginStep(begin) {
      const { tradeId, step, attempt, deadlineAtMs } = begin;
      return begun(
        { tradeId, step, attempt },
        await call('begin_step', { ...begin, latchDenial, intelligenceGate }),
        deadlineAtMs,
      );
    },
    async finishStep(step, result, facts): Promise<FinishAnswer> {
      return FinishReply.parse(await call('finish_step', { ...step, result, facts }));
    },
    async takeOver(step, owner): Promise<TakeOverAnswer> {
      return TakeOverReply.parse(
        await call('take_over_step', { ...step, owner, headStartMs: settings.guardHeadStartMs }),
      );
    },
    async recordFacts(facts, mode) {
      await call('record_facts', { ...facts, mode });
    },
    async readTrade(tradeId): Promise<TradeRecord | undefined> {
      const reply = await call('read_trade', tradeId);
      return reply === null ? undefined : TradeReply.parse(reply);
    },
    async progress(tradeId, { facts, transitions }): Promise<TradeRecord> {
      return TradeReply.parse(await call('progress_trade', { tradeId, facts, transitions }));
    },
    async closeTrade(close): Promise<CloseAnswer> {
      return CloseReply.parse(await call('close_trade', close));
    },
  };
}
