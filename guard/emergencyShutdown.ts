import { shutDown, type ShutdownRequest, type ShutdownSteps } from '../domain/lifecycle/emergencyShutdown';
import type { TradeId } from '../domain/tradePlan';
import { openOrders } from '../execution/openOrders';
import { createShutdownSteps, type ShutdownDeps } from '../execution/shutdownSteps';
import { readTrade } from '../execution/storeResult';
import type { StepDeps } from '../execution/stepDeps';
import type { Logger } from '../runtime/logger';
import { exposuresLeft } from './flatten';

export interface ShutdownDriverDeps {
  readonly guard: string;
  /** The shutdown that nobody has worked on for so long, from now on this driver's. */
  readonly takeSilent: (
    driver: string,
    silentMs: number,
  ) => Promise<(ShutdownRequest & { readonly requestId: string }) | undefined>;
  readonly steps: ShutdownSteps;
  readonly mayAct: () => boolean;
  readonly sleep: (ms: number) => Promise<void>;
  readonly logger: Logger;
}

/** A workflow touches its shutdown several times a second: so long without it, Temporal or operations is away. */
const SILENT_MS = 5_000;

/** One look for an emergency shutdown that nobody carries through, and the way through it: the same as the workflow's, without Temporal. */
export function createShutdownDriver(deps: ShutdownDriverDeps): () => Promise<void> {
  const { guard, steps, sleep, logger } = deps;
  return async () => {
    if (!deps.mayAct()) return;
    const request = await deps.takeSilent(guard, SILENT_MS);
    if (request === undefined) return;
    logger.warn({ event: 'guard.drivesShutdown', reason: request.reason, flatten: request.flatten });
    const report = await shutDown(request, { steps, sleep });
    logger.warn({ event: 'guard.shutdownEnded', ...report });
  };
}

/**
 * The guard's steps of a shutdown. Trades are not told: while Temporal is away their workflows stand still, and the watch reduces whatever of
 * them is exposed. So a trade is flat here when nothing of it is exposed and no order of it is open, closed or not.
 */
export function guardShutdownSteps(
  shutdown: Omit<ShutdownDeps, 'signalShutdown'>,
  deps: StepDeps,
): ShutdownSteps {
  const steps = createShutdownSteps({ ...shutdown, signalShutdown: () => Promise.resolve('gone') });

  async function isFlat(tradeId: TradeId): Promise<boolean> {
    const record = await readTrade(deps, tradeId);
    return exposuresLeft({ deps }, record).length === 0 && openOrders(record).length === 0;
  }

  return {
    ...steps,
    async tradesNotFlat(request) {
      const { tradeIds, flatten } = await steps.tradesNotFlat(request);
      const flat = await Promise.all(tradeIds.map(isFlat));
      return { tradeIds: tradeIds.filter((_id, index) => flat[index] === false), flatten };
    },
  };
}
