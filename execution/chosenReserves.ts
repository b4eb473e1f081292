import type { OrderIntent, TradeRecord } from './journal';
import { openOrders } from './openOrders';
import { repairOf } from './repairOrders';
import { judge } from './situation';
import type { StepDeps } from './stepDeps';

/**
 * The reserves of an opening that remove the trade's orphan: one of complete and reverse per exposure, at the size that is needed. None while
 * an order's fate is open: it may still fill, and sending against it could double the leg.
 */
export function chosenReserves(
  deps: StepDeps,
  record: TradeRecord,
  reserves: readonly OrderIntent[],
): OrderIntent[] {
  const { situation } = judge(record, deps.instruments, deps.clock.nowMs());
  if (situation.kind !== 'orphan' || openOrders(record).length > 0) return [];
  const { exposures } = situation;
  const { plan, orders, reduceOnly } = record;
  const repair = repairOf(deps, plan, { exposures, triesPastDue: 0, reduceOnly, orders });
  return repair.orders.flatMap((order) => {
    const reserve = reserves.find((each) => each.leg === order.leg && each.role === order.role);
    return reserve === undefined ? [] : [{ ...reserve, qty: order.qty }];
  });
}
