import type { Mode } from '../domain/mode';
import type { Fill, OrderReport } from '../domain/order';
import { factOf, type Facts, type Journal, type OrderFact } from '../execution/journal';
import { repeat, type Repetition } from '../runtime/repeat';
import type { Logger } from '../runtime/logger';

export interface FactRecorder {
  order(report: OrderReport): void;
  fill(fill: Fill): void;
  /** Writes what waits; resolves when it is stored. */
  stop(): Promise<void>;
}

interface RecorderDeps {
  readonly journal: Journal;
  readonly mode: Mode;
  readonly logger: Logger;
}

/** A step stores its own fills with its result; the stream's copy follows this much later, so that it rarely costs a write that matters. */
const DELAY_MS = 250;

/** Stores what private streams tell, in batches, until the database has it: facts are accepted at any time and counted once. */
export function createFactRecorder({ journal, mode, logger }: RecorderDeps): FactRecorder {
  let orders = new Map<string, OrderFact>();
  let fills: Fill[] = [];

  async function flush(): Promise<void> {
    if (orders.size === 0 && fills.length === 0) return;
    const batch: Facts = { orders: [...orders.values()], fills };
    orders = new Map();
    fills = [];
    try {
      await journal.recordFacts(batch, mode);
    } catch (error) {
      // the next run tries again; a newer report of the same order wins
      orders = new Map([...batch.orders.map((fact) => [fact.clientOrderId, fact] as const), ...orders]);
      fills = [...batch.fills, ...fills];
      throw error;
    }
  }

  const loop: Repetition = repeat(flush, { name: 'facts', everyMs: DELAY_MS, logger });
  return {
    order(report) {
      const known = orders.get(report.clientOrderId);
      if (known?.final !== true) orders.set(report.clientOrderId, factOf(report));
    },
    fill(fill) {
      fills.push(fill);
    },
    async stop() {
      await loop.stop();
      await flush().catch((error: unknown) => {
        logger.warn({ event: 'facts.left', err: error }); // the next start collects them from the venue
      });
    },
  };
}
