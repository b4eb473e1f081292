import type { JournaledOrder, OrderState } from './journal';

/**
 * How many of a leg's latest orders in a row came to nothing: the venue refused them or their fate is not known, or a repair met no
 * liquidity. A venue that has just refused is the worse choice, whatever its book says. Of the opening only orders count whose fate is not
 * known: a second one beside them could fill the leg twice.
 */
export function triedInVain(orders: readonly JournaledOrder[], leg: number): number {
  const tries = orders.filter((order) => order.leg === leg && (order.step !== 'open' || !order.final));
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
