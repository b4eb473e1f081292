import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { GuardRecords } from './records';

export interface Leadership {
  /** Renews the lease or tries to take it. @throws where the database is away: the lease then runs out by itself */
  renew(): Promise<void>;
  /**
   * True while this guard holds the lease and has been in touch with the database, active or standing by, for one lease period without a
   * gap: traders that live have found their way to it by then, and their leases are fresh again after an outage. A standby that has watched
   * all along acts as soon as the lease is its own.
   */
  mayAct(): boolean;
}

interface LeadershipDeps {
  readonly guard: string;
  readonly leaseMs: number;
  readonly records: Pick<GuardRecords, 'renewLease'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** States: standby → active (the lease is held) → may act (in touch for one period); back to standby when it runs out. */
export function createLeadership({ guard, leaseMs, records, clock, logger }: LeadershipDeps): Leadership {
  const nowMs = () => Number(clock.monotonicNs() / 1_000_000n);
  let heldUntilMs = 0;
  let answeredAtMs = -Infinity;
  let inTouchSinceMs = Infinity;
  let wasActive = false;

  return {
    async renew() {
      const askedAtMs = nowMs();
      const answer = await records.renewLease(guard, leaseMs);
      if (nowMs() - answeredAtMs > leaseMs) inTouchSinceMs = nowMs();
      answeredAtMs = nowMs();
      if (answer.active !== wasActive) {
        logger.warn({ event: answer.active ? 'guard.active' : 'guard.standby', holder: answer.holder });
        wasActive = answer.active;
      }
      if (!answer.active) {
        heldUntilMs = 0;
        return;
      }
      heldUntilMs = askedAtMs + leaseMs; // the row's own time is later: counted from when it was asked for
    },
    mayAct: () => nowMs() < heldUntilMs && nowMs() >= inTouchSinceMs + leaseMs,
  };
}
