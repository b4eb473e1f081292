import { setTimeout as delay } from 'node:timers/promises';
import type { Instrument } from '../../domain/instrument';
import { isTerminal, type OrderRef, type OrderReport } from '../../domain/order';
import type { Clock } from '../../runtime/clock';
import { capabilities } from './capabilities';
import type { OrderReads } from './orderReads';

export interface Polling {
  readonly reads: OrderReads;
  readonly clock: Clock;
  readonly order: OrderRef;
  readonly instrument: Instrument;
  /** Any state will do, as for an order that rests. */
  readonly once: boolean;
}

/** Waits between looks at an order that is acknowledged but not yet matched. */
const STEPS_MS = [3, 5, 10, 20, 40, 40];

/** The order's last known state within the reply time, terminal where possible; `undefined` where the venue does not show it yet. */
export async function polledEnd(polling: Polling): Promise<OrderReport | undefined> {
  const { reads, clock, order, instrument, once } = polling;
  const endNs = clock.monotonicNs() + BigInt(capabilities.replyTimeoutMs) * 1_000_000n;
  let report: OrderReport | undefined;
  for (const stepMs of STEPS_MS) {
    report = (await reads.realtime(order, instrument)) ?? report;
    if (report !== undefined && (once || isTerminal(report.status))) return report;
    if (clock.monotonicNs() >= endNs) return report;
    await delay(stepMs);
  }
  return report;
}
