import { z } from 'zod';
import type { Mode } from '../domain/mode';
import type { BreakerAction } from '../domain/risk/breakerActions';
import type { BreakerKind, BreakerName } from '../domain/risk/breakerNames';
import type { Verdict } from '../domain/risk/breakerRules';
import type { RiskScope, RiskStop } from '../domain/risk/riskState';
import type { Database } from './database';
import {
  BreakerChanges,
  FollowUpRow,
  ResetBreakers,
  RiskFigures,
  type BreakerChange,
  type ResetBreaker,
} from './riskReplies';
import { answerOf } from './storedFunctions';

/** One breaker's verdict as an evaluator hands it in. */
export interface BreakerVerdict extends Verdict {
  readonly name: BreakerName;
  readonly scope: RiskScope;
  readonly key: string;
  readonly breakerKind: BreakerKind;
  readonly action: BreakerAction;
  readonly stops: readonly RiskStop[];
  /** What has to be done outside the database once it has tripped. */
  readonly followUp: FollowUpKind | null;
  /** After how long it arms itself again; `null` = by an operator only. */
  readonly cooldownMs: number | null;
  /** Revision of the row that the figures were read beside; 0 where there was none. */
  readonly revisionSeen: number;
  readonly tradeId: string | null;
}

export type FollowUpKind = 'emergency-shutdown' | 'unwind';

/** What a tripped breaker still wants done outside the database. */
export interface FollowUp {
  readonly name: BreakerName;
  readonly scope: RiskScope;
  readonly key: string;
  readonly revision: number;
  readonly value: string;
  readonly threshold: string;
  readonly kind: FollowUpKind;
  /** The emergency shutdown that the trip has asked for; `null` where it asked for none. */
  readonly shutdownId: string | null;
}

/** Marks of one account of results: `all`, a family, or `strategy:<name>`. */
export interface AccountMarks {
  readonly account: string;
  readonly day: string;
  readonly dayStartUsd: string;
  readonly peakUsd: string;
  /** True while the drawdown is beyond its alert. */
  readonly alerted: boolean;
  readonly revision: number;
  readonly figures: Readonly<Record<string, string>>;
}

const FOLLOW_UPS = `
  select name, scope, key, revision, value, threshold, follow_up, shutdown_id::text from breakers
  where mode = $1 and state = 'tripped' and follow_up is not null order by tripped_at`;

const DONE = `
  update breakers set follow_up = null
  where mode = $1 and name = $2 and scope = $3 and key = $4 and revision = $5`;

/** Breakers and risk states; every method is one commit. @see storage/functions/breakers.ts */
export const createBreakers = (database: Pick<Database, 'query'>) => {
  const call = (name: string, argument: unknown) => answerOf(database, name, argument);

  return {
    /** Everything that the rules need, as of one moment. */
    async figures(wish: {
      readonly mode: Mode;
      readonly strategies: readonly string[];
      readonly failedTrades: number;
      /** Kinds of open incidents that count as differences of their venue. */
      readonly differenceIncidents: readonly string[];
    }): Promise<RiskFigures> {
      return RiskFigures.parse(await call('risk_figures', wish));
    },

    /** Hands verdicts in; two evaluators that see the same trip it once. Answers what changed. */
    async observe(mode: Mode, verdicts: readonly BreakerVerdict[]): Promise<BreakerChange[]> {
      return BreakerChanges.parse(await call('observe_breakers', { mode, verdicts }));
    },

    /** Moves marks forward; answers the accounts whose drawdown has just gone beyond its alert. */
    async moveMarks(mode: Mode, marks: readonly AccountMarks[]): Promise<string[]> {
      return z.array(z.string()).parse(await call('move_marks', { mode, marks }));
    },

    /**
     * Arms tripped breakers of this name again, all of them where no key is given; answers which.
     * @throws where nobody is named or no reason is given
     */
    async reset(wish: {
      readonly mode: Mode;
      readonly name: BreakerName;
      readonly key: string | null;
      readonly by: string;
      readonly reason: string;
    }): Promise<ResetBreaker[]> {
      return ResetBreakers.parse(await call('reset_breakers', wish));
    },

    /** What tripped breakers still want done outside the database. */
    async followUps(mode: Mode): Promise<FollowUp[]> {
      const rows = await database.query({ name: 'breaker_follow_ups', text: FOLLOW_UPS, values: [mode] });
      return rows.map((row) => {
        const { follow_up: kind, shutdown_id: shutdownId, ...rest } = FollowUpRow.parse(row);
        return { ...rest, kind, shutdownId };
      });
    },

    async followUpDone(mode: Mode, { name, scope, key, revision }: FollowUp): Promise<void> {
      const values = [mode, name, scope, key, revision];
      await database.query({ name: 'breaker_follow_up_done', text: DONE, values });
    },
  };
};

export type Breakers = ReturnType<typeof createBreakers>;
