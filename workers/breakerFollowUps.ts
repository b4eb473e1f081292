import type { ShutdownRequest } from '../domain/lifecycle/emergencyShutdown';
import type { Mode } from '../domain/mode';
import type { TradePlan } from '../domain/tradePlan';
import type { Breakers, FollowUp } from '../storage/breakers';
import type { TradeSignal } from './signalTrades';

export interface BreakerFollowUpsDeps {
  readonly mode: Mode;
  readonly breakers: Pick<Breakers, 'followUps' | 'followUpDone'>;
  readonly startShutdown: (request: ShutdownRequest) => Promise<void>;
  readonly openTrades: () => Promise<readonly TradePlan[]>;
  readonly signal: (tradeId: string, signal: TradeSignal) => Promise<'signalled' | 'gone'>;
}

/**
 * Does what tripped breakers want done outside the database, and says so there afterwards: a process that dies in between is followed by one
 * that does it again, and each of it may be done twice. The trip itself, and with it the stop of new risk, is committed before.
 */
export function createBreakerFollowUps(deps: BreakerFollowUpsDeps): () => Promise<FollowUp[]> {
  async function follow({ name, key, value, threshold, kind, shutdownId }: FollowUp): Promise<void> {
    const subject = key === '' ? name : `${name} of ${key}`;
    const reason = `breaker ${subject}: ${value} at ${threshold}`;
    switch (kind) {
      case 'emergency-shutdown':
        // that of the trip and no other: a guard may have ended it, and somebody lifted it, before this comes to be done
        return deps.startShutdown({
          reason,
          flatten: true, // a breaker is a risk limit: positions are closed
          requestedBy: `breaker:${name}`,
          requestId: shutdownId ?? undefined,
        });
      case 'unwind':
        for (const plan of await deps.openTrades()) {
          if (!plan.legs.some(({ venue }) => venue === key)) continue;
          await deps.signal(plan.tradeId, { kind: 'kill', reason });
        }
    }
  }

  return async () => {
    const due = await deps.breakers.followUps(deps.mode);
    for (const each of due) {
      await follow(each);
      await deps.breakers.followUpDone(deps.mode, each);
    }
    return due;
  };
}
