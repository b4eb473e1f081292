import type { TradeId } from '../domain/tradePlan';
import type { BackgroundTasks } from '../runtime/backgroundTask';
import type { Leadership } from './leadership';
import type { OwnerSockets } from './ownerSockets';
import { removeExposure, takeOver, type TakeOverDeps } from './takeOver';

export interface WatchdogDeps extends TakeOverDeps {
  readonly leadership: Leadership;
  readonly sockets: Pick<OwnerSockets, 'owners'>;
  readonly tasks: BackgroundTasks;
}

/**
 * One look for what is due: steps whose owner is gone or late, trades that are exposed with nobody at work. Each trade is worked on once at a
 * time and none waits for another.
 */
export function createWatchdog(deps: WatchdogDeps): () => Promise<void> {
  const { leadership, records, guard, tasks } = deps;
  const busy = new Set<TradeId>();

  function workOn(tradeId: TradeId, work: () => Promise<unknown>): void {
    if (busy.has(tradeId)) return;
    busy.add(tradeId);
    tasks.run(
      `guard ${tradeId}`,
      work().finally(() => busy.delete(tradeId)),
    );
  }

  return async () => {
    if (!leadership.mayAct()) return;
    const owners = deps.sockets.owners();
    for (const step of await records.dueSteps(guard, owners))
      workOn(step.tradeId, () => takeOver(deps, step));
    for (const exposure of await records.dueExposures(owners))
      workOn(exposure.tradeId, () => removeExposure(deps, exposure));
  };
}
