import { Exact } from '../../domain/money';
import type { SimMarket, SimulatedVenue } from '../simulatedVenue';
import { invalidSymbol } from './binanceError';
import type { BinanceCall, BinanceEndpoint, BinanceEndpoints } from './endpoint';
import { amount } from './orderJson';
import { required, type Parameters } from './parameters';
import type { BinanceRateLimits } from './rateLimits';

/** What an account may ask about itself. */
export function createAccountEndpoints(
  venue: SimulatedVenue,
  rateLimits: BinanceRateLimits,
): BinanceEndpoints {
  function marketOf(parameters: Parameters): SimMarket {
    const symbol = required(parameters, 'symbol');
    const market = venue.markets.find((candidate) => candidate.symbol === symbol);
    if (market === undefined) throw invalidSymbol();
    return market;
  }

  function rateUse({ accountId }: BinanceCall): unknown {
    return [
      {
        rateLimitType: 'ORDERS',
        interval: 'SECOND',
        intervalNum: 10,
        limit: rateLimits.limits.ordersPer10s,
        count: rateLimits.ordersUsed(accountId, venue.nowMs()),
      },
    ];
  }

  return {
    'GET /api/v3/account': signed(20, (call) => account(venue, call)),
    'GET /api/v3/account/commission': signed(20, ({ parameters }) => commission(marketOf(parameters))),
    'GET /api/v3/rateLimit/order': signed(40, rateUse),
    'GET /sapi/v1/account/apiRestrictions': signed(1, ({ apiKey }) => restrictions(venue, apiKey)),
    'GET /sapi/v1/capital/config/getall': signed(10, ({ accountId }) => coins(venue, accountId)),
    // ccxt asks for margin pairs when it loads: this venue has none.
    'GET /sapi/v1/margin/allPairs': signed(1, () => []),
    'GET /sapi/v1/margin/isolated/allPairs': signed(10, () => []),
    'GET /sapi/v1/asset/tradeFee': signed(1, ({ parameters }) =>
      (parameters.has('symbol') ? [marketOf(parameters)] : venue.markets).map((market) => ({
        symbol: market.symbol,
        makerCommission: rate(market.makerFeeBps),
        takerCommission: rate(market.takerFeeBps),
      })),
    ),
  };
}

function signed(weight: number, handle: (call: BinanceCall) => unknown): BinanceEndpoint {
  return { security: 'signed', requestClass: 'account', weight, handle };
}

const rate = (feeBps: string): string => new Exact(feeBps).div(10_000).toFixed(8);
/** When the simulated keys were made: 2026-01-01. */
const KEY_MADE_MS = 1_767_225_600_000;

const NO_RATES = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' };

function ratesOf(market: SimMarket | undefined): Record<string, string> {
  if (market === undefined) return NO_RATES;
  return { ...NO_RATES, maker: rate(market.makerFeeBps), taker: rate(market.takerFeeBps) };
}

function account(venue: SimulatedVenue, { parameters, accountId }: BinanceCall): Record<string, unknown> {
  const rates = ratesOf(venue.markets[0]);
  const balances = venue
    .balances(accountId)
    .map(({ asset, free, locked }) => ({ asset, free: amount(free), locked: amount(locked) }));
  const held = (balance: { free: string; locked: string }): boolean =>
    !new Exact(balance.free).plus(balance.locked).isZero();
  return {
    makerCommission: wholeBps(venue.markets[0]?.makerFeeBps),
    takerCommission: wholeBps(venue.markets[0]?.takerFeeBps),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: rates,
    canTrade: true,
    canWithdraw: false,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: venue.nowMs(),
    accountType: 'SPOT',
    balances: parameters.get('omitZeroBalances') === 'true' ? balances.filter(held) : balances,
    permissions: ['SPOT'],
    uid: 1,
  };
}

/** @see https://developers.binance.com/docs/wallet/account/api-key-permission */
function restrictions(venue: SimulatedVenue, apiKey: string): Record<string, unknown> {
  const permissions = venue.credentials(apiKey)?.permissions;
  return {
    ipRestrict: permissions?.ipBound ?? false,
    createTime: KEY_MADE_MS,
    enableReading: true,
    enableWithdrawals: permissions?.withdraw ?? false,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enableSpotAndMarginTrading: permissions?.trade ?? false,
    enablePortfolioMarginTrading: false,
  };
}

const wholeBps = (feeBps: string | undefined): number => Math.round(Number(feeBps ?? 0));

/** @see https://developers.binance.com/docs/binance-spot-api-docs/faqs/commission_faq */
function commission(market: SimMarket): Record<string, unknown> {
  return {
    symbol: market.symbol,
    standardCommission: ratesOf(market),
    specialCommission: NO_RATES,
    taxCommission: NO_RATES,
    discount: {
      enabledForAccount: false,
      enabledForSymbol: false,
      discountAsset: 'BNB',
      discount: '0.00000000',
    },
  };
}

function coins(venue: SimulatedVenue, accountId: string): Record<string, unknown>[] {
  return venue.balances(accountId).map(({ asset, free, locked }) => ({
    coin: asset,
    depositAllEnable: true,
    withdrawAllEnable: true,
    name: asset,
    free: amount(free),
    locked: amount(locked),
    isLegalMoney: false,
    trading: true,
    networkList: [],
  }));
}
