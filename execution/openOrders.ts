import type { Facts, JournaledOrder, TradeRecord } from './journal';
import { lacksFills, resolveOrder, withMissingFills, type Resolved } from './resolveOrder';
import type { StepDeps } from './stepDeps';

/**
 * Orders that may still change what the trade holds: not final, or final at the venue with fills that we don't hold yet. Until those
 * are read the leg looks emptier than it is: nothing may be sent in its place and nothing booked.
 */
export function openOrders({ orders, fills }: Pick<TradeRecord, 'orders' | 'fills'>): JournaledOrder[] {
  return orders.filter((order) => {
    const own = fills.filter((fill) => fill.clientOrderId === order.clientOrderId);
    return !order.final || lacksFills(order, own);
  });
}

/** What the venues say, until `untilMs`, of every order of the trade that is open. */
export async function askForOpen(deps: StepDeps, record: TradeRecord, untilMs: number): Promise<Facts> {
  const resolved = await Promise.all(openOrders(record).map((order) => askFor(deps, order, untilMs)));
  return { orders: resolved.map(({ fact }) => fact), fills: resolved.flatMap(({ fills }) => fills) };
}

function askFor(deps: StepDeps, order: JournaledOrder, untilMs: number): Promise<Resolved> {
  if (order.final) return withMissingFills(deps, order, { fact: order, fills: [] });
  return resolveOrder(deps, order, untilMs);
}
