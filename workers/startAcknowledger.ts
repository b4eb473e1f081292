import type { TradeId } from '../domain/tradePlan';
import type { Logger } from '../runtime/logger';
import { repeat } from '../runtime/repeat';
import type { WorkflowStarts } from '../storage/workflowStarts';

export interface StartAcknowledger {
  started(tradeId: TradeId): void;
  /** Writes what waits; resolves when it is stored or given up. */
  stop(): Promise<void>;
}

/** Well before the outbox looks at a trade; most trades that hold nothing are closed by then and cost no write. */
const DELAY_MS = 150;

/** Takes trades out of the outbox in batches. A batch that the database does not take is dropped: the outbox finds those workflows running. */
export function createStartAcknowledger(
  starts: Pick<WorkflowStarts, 'acknowledge'>,
  logger: Logger,
): StartAcknowledger {
  let waiting: TradeId[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    await starts.acknowledge(batch);
  };
  const loop = repeat(flush, { name: 'acknowledge', everyMs: DELAY_MS, logger });
  return {
    started(tradeId) {
      waiting.push(tradeId);
    },
    async stop() {
      await loop.stop();
      await flush().catch((error: unknown) => {
        logger.warn({ event: 'acknowledge.left', err: error });
      });
    },
  };
}
