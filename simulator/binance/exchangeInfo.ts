import type { SimMarket } from '../simulatedVenue';
import { amount } from './orderJson';
import type { BinanceLimits } from './rateLimits';

/** The venue's description of itself. @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints */
export function exchangeInfo(
  markets: readonly SimMarket[],
  limits: BinanceLimits,
  nowMs: number,
): Record<string, unknown> {
  return {
    timezone: 'UTC',
    serverTime: nowMs,
    rateLimits: [
      {
        rateLimitType: 'REQUEST_WEIGHT',
        interval: 'MINUTE',
        intervalNum: 1,
        limit: limits.weightPerMinute,
      },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: limits.ordersPer10s },
    ],
    exchangeFilters: [],
    symbols: markets.map(describe),
    sors: [],
  };
}

function describe(market: SimMarket): Record<string, unknown> {
  return {
    symbol: market.symbol,
    status: 'TRADING',
    baseAsset: market.base,
    baseAssetPrecision: 8,
    quoteAsset: market.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    amendAllowed: false,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersOf(market),
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'NONE',
    allowedSelfTradePreventionModes: ['NONE'],
  };
}

function filtersOf(market: SimMarket): Record<string, unknown>[] {
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: amount(market.tickSize),
      maxPrice: '1000000.00000000',
      tickSize: amount(market.tickSize),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: amount(market.minQty),
      maxQty: amount(market.maxQty),
      stepSize: amount(market.lotSize),
    },
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: '0.00000000',
      maxQty: amount(market.maxQty),
      stepSize: '0.00000000',
    },
    {
      filterType: 'NOTIONAL',
      minNotional: amount(market.minNotional),
      applyMinToMarket: true,
      maxNotional: '9000000.00000000',
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
  ];
}
