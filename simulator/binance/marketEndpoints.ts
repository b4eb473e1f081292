import { Exact } from '../../domain/money';
import type { SimMarket, SimulatedVenue } from '../simulatedVenue';
import type { RecentTrades } from '../wire/recentTrades';
import { invalidSymbol } from './binanceError';
import type { BinanceEndpoint, BinanceEndpoints } from './endpoint';
import { exchangeInfo } from './exchangeInfo';
import { amount } from './orderJson';
import { bookTicker, level, ticker24h } from './tickers';
import { integer, required, type Parameters } from './parameters';
import type { BinanceLimits } from './rateLimits';

export interface MarketEndpointDeps {
  readonly venue: SimulatedVenue;
  readonly trades: RecentTrades;
  readonly limits: BinanceLimits;
}

/** What anyone may ask: time, markets, books, trades. */
export function createMarketEndpoints({ venue, trades, limits }: MarketEndpointDeps): BinanceEndpoints {
  const bySymbol = new Map(venue.markets.map((market) => [market.symbol, market]));

  function marketOf(symbol: string): SimMarket {
    const market = bySymbol.get(symbol);
    if (market === undefined) throw invalidSymbol();
    return market;
  }

  /** One answer for `symbol`, a list for `symbols` or for none. */
  function perSymbol(parameters: Parameters, describe: (symbol: string) => unknown): unknown {
    const symbol = parameters.get('symbol');
    if (symbol !== undefined) return describe(marketOf(symbol).symbol);
    return wanted(parameters).map((market) => describe(market.symbol));
  }

  function wanted(parameters: Parameters): readonly SimMarket[] {
    const symbol = parameters.get('symbol');
    if (symbol !== undefined) return [marketOf(symbol)];
    const listed = parameters.get('symbols')?.match(/[A-Z0-9]+/g);
    return listed === undefined || listed === null ? venue.markets : listed.map(marketOf);
  }

  return {
    'GET /api/v3/ping': open(1, () => ({})),
    'GET /api/v3/time': open(1, () => ({ serverTime: venue.nowMs() })),
    'GET /api/v3/exchangeInfo': open(20, (parameters) =>
      exchangeInfo(wanted(parameters), limits, venue.nowMs()),
    ),
    'GET /api/v3/depth': open(depthWeight, (parameters) => {
      const { symbol } = marketOf(required(parameters, 'symbol'));
      const book = venue.snapshot(symbol, Math.min(integer(parameters, 'limit', 100), 5_000));
      return { lastUpdateId: book.lastUpdateId, bids: book.bids.map(level), asks: book.asks.map(level) };
    }),
    'GET /api/v3/ticker/bookTicker': open(2, (parameters) =>
      perSymbol(parameters, (symbol) => bookTicker(venue, symbol)),
    ),
    'GET /api/v3/ticker/24hr': open(2, (parameters) =>
      perSymbol(parameters, (symbol) => ticker24h(venue, symbol, trades.of(symbol, 1_000))),
    ),
    'GET /api/v3/trades': open(25, (parameters) => {
      const { symbol } = marketOf(required(parameters, 'symbol'));
      return trades.of(symbol, integer(parameters, 'limit', 500)).map((trade) => ({
        id: trade.tradeId,
        price: amount(trade.price),
        qty: amount(trade.qty),
        quoteQty: amount(new Exact(trade.price).times(trade.qty).toFixed()),
        time: trade.timeMs,
        isBuyerMaker: trade.takerSide === 'sell',
        isBestMatch: true,
      }));
    }),
    // ccxt asks for the futures markets as well when it loads: this venue has none.
    'GET /fapi/v1/exchangeInfo': open(1, () => ({ ...exchangeInfo([], limits, venue.nowMs()), assets: [] })),
    'GET /dapi/v1/exchangeInfo': open(1, () => exchangeInfo([], limits, venue.nowMs())),
  };
}

function open(
  weight: BinanceEndpoint['weight'],
  answer: (parameters: Parameters) => unknown,
): BinanceEndpoint {
  return {
    security: 'public',
    requestClass: 'market',
    weight,
    handle: ({ parameters }) => answer(parameters),
  };
}

/** @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book */
function depthWeight(parameters: Parameters): number {
  const limit = integer(parameters, 'limit', 100);
  if (limit <= 100) return 5;
  if (limit <= 500) return 25;
  return limit <= 1_000 ? 50 : 250;
}
