import type { Instrument } from '../../domain/instrument';
import { Exact, asAmount, asPrice, asQty, type Price } from '../../domain/money';
import type { Fill, OrderReport, OrderStatus, Side } from '../../domain/order';
import type { AssetBalance } from '../accountReader';
import { VENUE } from './capabilities';
import type { Execution, Order, OrderState, Wallet } from './messages';

const STATUSES: Readonly<Record<OrderState, OrderStatus>> = {
  Created: 'open',
  New: 'open',
  Untriggered: 'open',
  Triggered: 'open',
  Active: 'open',
  PartiallyFilled: 'partiallyFilled',
  Filled: 'filled',
  Cancelled: 'cancelled',
  PartiallyFilledCanceled: 'cancelled',
  Deactivated: 'cancelled',
  Rejected: 'rejected',
};

const sideOf = (side: 'Buy' | 'Sell'): Side => (side === 'Buy' ? 'buy' : 'sell');

/** An order of REST or of the topic `order`; fills come by themselves. */
export function reportOf(order: Order, instrument: Instrument): OrderReport {
  return {
    venue: VENUE,
    instrumentId: instrument.id,
    clientOrderId: order.orderLinkId,
    venueOrderId: order.orderId,
    side: sideOf(order.side),
    status: STATUSES[order.orderStatus],
    qty: asQty(order.qty),
    filledQty: asQty(textOr(order.cumExecQty, '0')),
    avgPrice: averagePrice(order),
    fills: [],
    rejectReason: rejectReasonOf(order.rejectReason),
    exchangeTimeMs: order.updatedTime,
  };
}

function averagePrice(order: Order): Price | undefined {
  const text = textOr(order.avgPrice, '0');
  return new Exact(text).isZero() ? undefined : asPrice(text);
}

/** `EC_NoError` and an empty text mean that there is none. */
function rejectReasonOf(reason: string | null | undefined): string | undefined {
  return reason === undefined || reason === null || reason === '' || reason === 'EC_NoError'
    ? undefined
    : reason;
}

function textOr(text: string | null | undefined, otherwise: string): string {
  return text === undefined || text === null || text === '' ? otherwise : text;
}

export function fillOf(execution: Execution, instrument: Instrument): Fill {
  const side = sideOf(execution.side);
  return {
    venue: VENUE,
    instrumentId: instrument.id,
    clientOrderId: execution.orderLinkId,
    venueOrderId: execution.orderId,
    venueTradeId: execution.execId,
    side,
    price: asPrice(execution.execPrice),
    qty: asQty(execution.execQty),
    fee: asAmount(execution.execFee),
    feeAsset: textOr(execution.feeCurrency, spotFeeAsset(side, instrument)),
    liquidity: execution.isMaker ? 'maker' : 'taker',
    exchangeTimeMs: execution.execTime,
  };
}

/** Spot fees are taken from what is received. */
const spotFeeAsset = (side: Side, instrument: Instrument): string =>
  side === 'buy' ? instrument.base : instrument.quote;

/** Funding and other settlements are executions too, but no fills of ours. */
export const isTrade = (execution: Execution): boolean => execution.execType === 'Trade';

export function balancesOf(wallet: Wallet): AssetBalance[] {
  return wallet.coin.map(({ coin, walletBalance, locked }) => ({
    asset: coin,
    total: asAmount(walletBalance),
    free: asAmount(new Exact(walletBalance).minus(textOr(locked, '0'))),
  }));
}
