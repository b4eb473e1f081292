import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import {
  shutDown,
  type ShutdownReport,
  type ShutdownRequest,
  type ShutdownSteps,
} from '../domain/lifecycle/emergencyShutdown';

/** Retried without end: a shutdown that has begun is carried through, whatever is away meanwhile. */
const steps = proxyActivities<ShutdownSteps>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', backoffCoefficient: 1.5, maximumInterval: '1s' },
});

/** Stops everything, with a reason. May be started by hand in the Web UI, so every part of the request may be missing; it then keeps positions. */
export async function emergencyShutdown(wish: Partial<ShutdownRequest> = {}): Promise<ShutdownReport> {
  const request: ShutdownRequest = {
    reason: wish.reason ?? 'by hand',
    flatten: wish.flatten === true,
    requestedBy: wish.requestedBy ?? 'web ui',
    requestId: wish.requestId,
  };
  return CancellationScope.nonCancellable(() => shutDown(request, { steps, sleep }));
}
