import { Exact } from '../../domain/money';
import type { SimBalance, SimFill, SimOrder } from '../simulatedVenue';
import { amount, sideOf, statusOf, timeInForceOf, typeOf } from './orderJson';

const ZERO = '0.00000000';
/** Counts over all venues of the process: clients only need it to grow. */
let executionId = 0;

/**
 * The reports of one change of an order: NEW where it was accepted, TRADE for each fill, and the end where it has one.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#order-update
 */
export function executionReports(
  order: SimOrder,
  newFills: readonly SimFill[],
  nowMs: number,
): Record<string, unknown>[] {
  const fillsValue = newFills.reduce((sum, fill) => sum.plus(valueOf(fill)), new Exact(0));
  const fillsQty = newFills.reduce((sum, fill) => sum.plus(fill.qty), new Exact(0));
  let filled = new Exact(order.filledQty).minus(fillsQty);
  let value = new Exact(order.quoteFilled).minus(fillsValue);
  const trades = newFills.map((fill, index) => {
    filled = filled.plus(fill.qty);
    value = value.plus(valueOf(fill));
    const completes = order.status === 'filled' && index === newFills.length - 1;
    return {
      ...base(order, nowMs),
      x: 'TRADE',
      X: completes ? 'FILLED' : 'PARTIALLY_FILLED',
      l: amount(fill.qty),
      z: filled.toFixed(8),
      L: amount(fill.price),
      n: amount(fill.fee),
      N: fill.feeAsset,
      t: fill.tradeId,
      m: fill.liquidity === 'maker',
      w: false,
      Z: value.toFixed(8),
      Y: valueOf(fill).toFixed(8),
    };
  });
  const ended = order.status === 'cancelled' || order.status === 'expired' || order.status === 'rejected';
  if (newFills.length > 0 && !ended) return trades;
  return [...trades, { ...base(order, nowMs), x: statusOf(order), X: statusOf(order) }];
}

const valueOf = (fill: SimFill): Exact => new Exact(fill.price).times(fill.qty);

function base(order: SimOrder, nowMs: number): Record<string, unknown> {
  executionId += 1;
  return {
    e: 'executionReport',
    E: nowMs,
    s: order.symbol,
    c: order.clientOrderId,
    S: sideOf(order),
    o: typeOf(order),
    f: timeInForceOf(order),
    q: amount(order.qty),
    p: amount(order.price),
    P: ZERO,
    F: ZERO,
    g: -1,
    C: '',
    r: 'NONE',
    i: Number(order.orderId),
    l: ZERO,
    z: amount(order.filledQty),
    L: ZERO,
    n: '0',
    N: null,
    T: order.updatedMs,
    t: -1,
    I: executionId,
    w: order.status === 'new',
    m: false,
    M: false,
    O: order.createdMs,
    Z: amount(order.quoteFilled),
    Y: ZERO,
    Q: ZERO,
    W: order.createdMs,
    V: 'NONE',
  };
}

export function accountPosition(balances: readonly SimBalance[], nowMs: number): Record<string, unknown> {
  return {
    e: 'outboundAccountPosition',
    E: nowMs,
    u: nowMs,
    B: balances.map(({ asset, free, locked }) => ({ a: asset, f: amount(free), l: amount(locked) })),
  };
}
