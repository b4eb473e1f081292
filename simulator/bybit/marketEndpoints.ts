import { Exact } from '../../domain/money';
import type { SimMarket, SimPublicTrade, SimulatedVenue } from '../simulatedVenue';
import type { RecentTrades } from '../wire/recentTrades';
import { BybitError } from './bybitError';
import {
  integer,
  required,
  requireSpot,
  type BybitEndpoint,
  type BybitEndpoints,
  type Parameters,
} from './endpoint';
import { sideText } from './orderJson';
import { restTickerJson } from './ticker';

/** What anyone may ask: time, markets, books, trades. */
export function createMarketEndpoints(venue: SimulatedVenue, trades: RecentTrades): BybitEndpoints {
  function wanted(parameters: Parameters): readonly SimMarket[] {
    // Loaders ask for the derivatives as well: this venue has none.
    if (required(parameters, 'category') !== 'spot') return [];
    const symbol = parameters.get('symbol') ?? '';
    return symbol === '' ? venue.markets : venue.markets.filter((market) => market.symbol === symbol);
  }

  function oneOf(parameters: Parameters): SimMarket {
    requireSpot(parameters);
    required(parameters, 'symbol');
    const [market] = wanted(parameters);
    if (market === undefined) throw new BybitError(10001, 'Not supported symbols');
    return market;
  }

  const listOf = (parameters: Parameters, list: readonly unknown[]): unknown => ({
    category: parameters.get('category'),
    list,
    nextPageCursor: '',
  });

  return {
    'GET /v5/market/time': open(() => {
      const nowMs = venue.nowMs();
      return { timeSecond: String(Math.floor(nowMs / 1_000)), timeNano: `${Math.trunc(nowMs)}000000` };
    }),
    'GET /v5/market/instruments-info': open((parameters) =>
      listOf(parameters, wanted(parameters).map(instrumentJson)),
    ),
    'GET /v5/market/orderbook': open((parameters) => {
      const { symbol } = oneOf(parameters);
      const book = venue.snapshot(symbol, Math.min(integer(parameters, 'limit', 1), 1_000));
      const nowMs = venue.nowMs();
      const { lastUpdateId, bids, asks } = book;
      return { s: symbol, b: bids, a: asks, ts: nowMs, u: lastUpdateId, seq: lastUpdateId, cts: nowMs };
    }),
    'GET /v5/market/tickers': open((parameters) =>
      listOf(
        parameters,
        wanted(parameters).map(({ symbol }) => restTickerJson(venue, symbol, trades.of(symbol, 1_000))),
      ),
    ),
    'GET /v5/market/recent-trade': open((parameters) => {
      const { symbol } = oneOf(parameters);
      const kept = trades.of(symbol, Math.min(integer(parameters, 'limit', 60), 60));
      return listOf(parameters, [...kept].reverse().map(tradeJson));
    }),
  };
}

const tradeJson = (trade: SimPublicTrade): Record<string, unknown> => ({
  execId: String(trade.tradeId),
  symbol: trade.symbol,
  price: trade.price,
  size: trade.qty,
  side: sideText(trade.takerSide),
  time: String(trade.timeMs),
  isBlockTrade: false,
});

/** Public requests are counted by address alone: 600 in 5 seconds. */
function open(answer: (parameters: Parameters) => unknown): BybitEndpoint {
  return {
    security: 'public',
    requestClass: 'market',
    perSecond: 120,
    handle: ({ parameters }) => answer(parameters),
  };
}

/** @see https://bybit-exchange.github.io/docs/v5/market/instrument */
function instrumentJson(market: SimMarket): Record<string, unknown> {
  return {
    symbol: market.symbol,
    baseCoin: market.base,
    quoteCoin: market.quote,
    innovation: '0',
    status: 'Trading',
    marginTrading: 'none',
    lotSizeFilter: {
      basePrecision: market.lotSize,
      quotePrecision: new Exact(market.tickSize).times(market.lotSize).toFixed(),
      minOrderQty: market.minQty,
      maxOrderQty: market.maxQty,
      minOrderAmt: market.minNotional,
      maxOrderAmt: '9000000',
    },
    priceFilter: { tickSize: market.tickSize },
  };
}
