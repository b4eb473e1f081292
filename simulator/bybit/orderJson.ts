import { Exact } from '../../domain/money';
import type { SimBalance, SimFill, SimOrder, SimSide } from '../simulatedVenue';

export const sideText = (side: SimSide): string => (side === 'buy' ? 'Buy' : 'Sell');
const typeText = (order: SimOrder): string => (order.type === 'market' ? 'Market' : 'Limit');
const timeInForceText = (order: SimOrder): string =>
  order.timeInForce === 'postOnly' ? 'PostOnly' : order.timeInForce;

/** Spot has a state of its own for orders that ended partly filled. */
function statusText(order: SimOrder): string {
  switch (order.status) {
    case 'new':
      return 'New';
    case 'partiallyFilled':
      return 'PartiallyFilled';
    case 'filled':
      return 'Filled';
    case 'cancelled':
    case 'expired':
      return new Exact(order.filledQty).isZero() ? 'Cancelled' : 'PartiallyFilledCanceled';
    case 'rejected':
      return 'Rejected';
  }
}

function averagePrice(order: SimOrder): string {
  const filled = new Exact(order.filledQty);
  return filled.isZero() ? '' : new Exact(order.quoteFilled).div(filled).decimalPlaces(10).toFixed();
}

/** One order, the same over REST and on the topic `order`. @see https://bybit-exchange.github.io/docs/v5/order/open-order */
export function orderJson(order: SimOrder): Record<string, unknown> {
  const leaves = new Exact(order.qty === '' ? '0' : order.qty).minus(order.filledQty);
  const fees = order.fills.reduce((sum, fill) => sum.plus(fill.fee), new Exact(0));
  const price = order.price === '' ? '0' : order.price;
  const open = order.status === 'new' || order.status === 'partiallyFilled';
  return {
    orderId: order.orderId,
    orderLinkId: order.clientOrderId,
    blockTradeId: '',
    symbol: order.symbol,
    price,
    qty: order.qty,
    side: sideText(order.side),
    isLeverage: '0',
    positionIdx: 0,
    orderStatus: statusText(order),
    cancelType: order.status === 'cancelled' ? 'CancelByUser' : 'UNKNOWN',
    rejectReason: 'EC_NoError',
    avgPrice: averagePrice(order),
    leavesQty: open ? leaves.toFixed() : '0',
    leavesValue: open ? leaves.times(price).toFixed() : '0',
    cumExecQty: order.filledQty,
    cumExecValue: order.quoteFilled,
    cumExecFee: fees.toFixed(),
    timeInForce: timeInForceText(order),
    orderType: typeText(order),
    stopOrderType: '',
    orderIv: '',
    triggerPrice: '0',
    takeProfit: '',
    stopLoss: '',
    tpTriggerBy: '',
    slTriggerBy: '',
    triggerDirection: 0,
    triggerBy: '',
    lastPriceOnCreated: '',
    reduceOnly: false,
    closeOnTrigger: false,
    smpType: 'None',
    smpGroup: 0,
    smpOrderId: '',
    tpslMode: '',
    tpLimitPrice: '',
    slLimitPrice: '',
    placeType: '',
    createType: 'CreateByUser',
    feeCurrency: order.fills[0]?.feeAsset ?? '',
    createdTime: String(order.createdMs),
    updatedTime: String(order.updatedMs),
  };
}

/** One execution of `order`, the same over REST and on the topic `execution`. */
export function executionJson(fill: SimFill, order: SimOrder | undefined): Record<string, unknown> {
  const value = new Exact(fill.price).times(fill.qty);
  // A fee in coin is a share of the quantity, a fee in quote one of the value.
  const feeBase = order?.side === 'buy' ? new Exact(fill.qty) : value;
  return {
    symbol: fill.symbol,
    orderId: fill.orderId,
    orderLinkId: fill.clientOrderId,
    side: sideText(fill.side),
    orderPrice: order?.price ?? '0',
    orderQty: order?.qty ?? fill.qty,
    leavesQty: order === undefined ? '0' : new Exact(order.qty).minus(order.filledQty).toFixed(),
    createType: 'CreateByUser',
    orderType: order === undefined ? 'Limit' : typeText(order),
    stopOrderType: 'UNKNOWN',
    execFee: fill.fee,
    execId: String(fill.tradeId),
    execPrice: fill.price,
    execQty: fill.qty,
    execType: 'Trade',
    execValue: value.toFixed(),
    execTime: String(fill.timeMs),
    feeCurrency: fill.feeAsset,
    isMaker: fill.liquidity === 'maker',
    feeRate: feeBase.isZero() ? '0' : new Exact(fill.fee).div(feeBase).decimalPlaces(8).toFixed(),
    tradeIv: '',
    markIv: '',
    markPrice: '',
    indexPrice: '',
    underlyingPrice: '',
    blockTradeId: '',
    closedSize: '',
    isLeverage: '0',
    seq: fill.tradeId,
  };
}

/** The unified account as REST and the topic `wallet` describe it; this venue values nothing in US dollars. */
export function walletJson(balances: readonly SimBalance[]): Record<string, unknown> {
  return {
    accountType: 'UNIFIED',
    accountIMRate: '0',
    accountMMRate: '0',
    accountLTV: '0',
    totalEquity: '0',
    totalWalletBalance: '0',
    totalMarginBalance: '0',
    totalAvailableBalance: '0',
    totalPerpUPL: '0',
    totalInitialMargin: '0',
    totalMaintenanceMargin: '0',
    coin: balances.map(coinJson),
  };
}

function coinJson({ asset, free, locked }: SimBalance): Record<string, unknown> {
  const total = new Exact(free).plus(locked).toFixed();
  return {
    coin: asset,
    equity: total,
    usdValue: '0',
    walletBalance: total,
    locked,
    availableToWithdraw: '',
    availableToBorrow: '',
    borrowAmount: '0',
    spotBorrow: '0',
    bonus: '0',
    accruedInterest: '0',
    totalOrderIM: '0',
    totalPositionIM: '0',
    totalPositionMM: '0',
    unrealisedPnl: '0',
    cumRealisedPnl: '0',
    collateralSwitch: true,
    marginCollateral: true,
  };
}
