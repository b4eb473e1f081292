import type { JournaledOrder, OrderState } from './journal';

/**
 * How many of a leg's latest orders in a row came to nothing: the venue refused them or their fate is not known, or a repair met no
 * liquidity. A venue that has just refused is the worse choice, whatever its book says. The opening's own orders are not counted, and
 * neither are its reserve orders that were never needed.
 */
export function triedInVain(orders: readonly JournaledOrder[], leg: number): number {
  const tries = orders.filter((order) => order.leg === leg && order.step !== 'open');
  const lastOfUse = tries.findLastIndex((order) => !isInVain(order));
  return tries.length - 1 - lastOfUse;
}

/** A chase has a narrow bound: that it found no price says nothing of the venue. */
const IN_VAIN: Readonly<Record<OrderState, 'yes' | 'of a repair' | 'no'>> = {
  intended: 'yes',
  unknown: 'yes',
  rejected: 'yes',
  notSent: 'yes',
  absent: 'yes',
  expired: 'of a repair',
  cancelled: 'of a repair',
  open: 'no',
  filled: 'no',
};

function isInVain({ state, role, filledQty }: JournaledOrder): boolean {
  if (Number(filledQty) > 0) return false;
  return IN_VAIN[state] === 'yes' || (IN_VAIN[state] === 'of a repair' && role !== 'order');
}
