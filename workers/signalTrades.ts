import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { TradeId } from '../domain/tradePlan';
import {
  emergencyShutdownSignal,
  killSignal,
  pauseSignal,
  resumeSignal,
  type ShutdownWish,
  type StopRequest,
} from '../workflows/messages';

export type TradeSignal =
  | ({ readonly kind: 'pause' | 'kill' } & StopRequest)
  | { readonly kind: 'resume' }
  | ({ readonly kind: 'emergencyShutdown' } & ShutdownWish);

/** Sends one signal to one trade; `gone` = no workflow of it runs any more. */
export function createTradeSignals(
  client: Client,
): (tradeId: TradeId, signal: TradeSignal) => Promise<'signalled' | 'gone'> {
  async function send(tradeId: TradeId, signal: TradeSignal): Promise<void> {
    const handle = client.workflow.getHandle(tradeId);
    switch (signal.kind) {
      case 'pause':
        return handle.signal(pauseSignal, { reason: signal.reason });
      case 'kill':
        return handle.signal(killSignal, { reason: signal.reason });
      case 'resume':
        return handle.signal(resumeSignal);
      case 'emergencyShutdown':
        return handle.signal(emergencyShutdownSignal, { reason: signal.reason, flatten: signal.flatten });
    }
  }

  return async (tradeId, signal) => {
    try {
      await send(tradeId, signal);
      return 'signalled';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      throw error;
    }
  };
}
