import { BUY_ON } from '../execution/spreadPlan';
import type { ReconciliationDesk } from './reconciliationDesk';

/** As late as private events are written down. */
const BOOKED_AFTER_MS = 250;
const TRADE_EVERY_MS = 120;

/** Eight trades a second, each buying and selling the same size at the same price, booked a moment after they happen. Returns its end. */
export function tradeSteadily(desk: ReconciliationDesk): () => Promise<void> {
  const bookings: Promise<unknown>[] = [];
  let count = 0;
  const timer = setInterval(() => {
    const clientOrderId = `ours-${count++}`;
    const side = count % 2 === 0 ? ({ side: 'buy' } as const) : ({ side: 'sell', price: '60000.0' } as const);
    bookings.push(
      desk.begin({ slot: count }, clientOrderId).then(async () => {
        const fills = desk.submit(BUY_ON, { clientOrderId, ...side });
        await new Promise((resolve) => setTimeout(resolve, BOOKED_AFTER_MS));
        await desk.journal.recordFacts({ orders: [], fills }, 'simulator');
        await desk.ask(
          `update orders set final = true, state = 'filled' where client_order_id = '${clientOrderId}'`,
        );
      }),
    );
  }, TRADE_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all(bookings);
  };
}
