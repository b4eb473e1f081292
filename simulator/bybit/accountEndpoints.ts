import { Exact } from '../../domain/money';
import type { SimulatedVenue } from '../simulatedVenue';
import type { BybitCall, BybitEndpoint, BybitEndpoints } from './endpoint';
import { walletJson } from './orderJson';

/** What an account may ask about itself. */
export function createAccountEndpoints(venue: SimulatedVenue): BybitEndpoints {
  function walletBalance({ parameters, accountId }: BybitCall): unknown {
    const wanted = parameters.get('coin')?.split(',');
    const balances = venue.balances(accountId).filter(({ asset }) => wanted?.includes(asset) ?? true);
    return { list: [walletJson(balances)] };
  }

  function feeRate({ parameters }: BybitCall): unknown {
    const symbol = parameters.get('symbol');
    const list = venue.markets
      .filter((market) => symbol === undefined || market.symbol === symbol)
      .map((market) => ({
        symbol: market.symbol,
        takerFeeRate: fraction(market.takerFeeBps),
        makerFeeRate: fraction(market.makerFeeBps),
        baseCoin: '',
      }));
    return { list };
  }

  return {
    'GET /v5/account/wallet-balance': signed(50, walletBalance),
    'GET /v5/account/fee-rate': signed(10, feeRate),
    'GET /v5/account/info': signed(50, () => ({
      marginMode: 'REGULAR_MARGIN',
      updatedTime: String(venue.nowMs()),
      unifiedMarginStatus: 6,
      dcpStatus: 'OFF',
      timeWindow: 0,
      smpGroup: 0,
      isMasterTrader: false,
      spotHedgingStatus: 'OFF',
    })),
    'GET /v5/user/query-api': signed(10, ({ apiKey }) => describeKey(venue, apiKey)),
    'GET /v5/asset/coin/query-info': signed(5, () => ({ rows: coins(venue) })),
  };
}

function signed(perSecond: number, handle: (call: BybitCall) => unknown): BybitEndpoint {
  return { security: 'signed', requestClass: 'account', perSecond, handle };
}

const fraction = (feeBps: string): string => new Exact(feeBps).div(10_000).toFixed();

/** When the simulated keys were made. */
const KEY_MADE = '2026-01-01T00:00:00Z';

/** @see https://bybit-exchange.github.io/docs/v5/user/apikey-info */
function describeKey(venue: SimulatedVenue, apiKey: string): Record<string, unknown> {
  const permissions = venue.credentials(apiKey)?.permissions;
  const wallet = ['AccountTransfer', ...(permissions?.withdraw === true ? ['Withdraw'] : [])];
  return {
    id: '1',
    note: 'simulator',
    apiKey,
    readOnly: permissions?.trade === true ? 0 : 1,
    secret: '',
    permissions: { Spot: ['SpotTrade'], Wallet: wallet },
    ips: permissions?.ipBound === true ? ['203.0.113.7'] : ['*'],
    type: 1,
    deadlineDay: 0,
    createdAt: KEY_MADE,
    unified: 0,
    uta: 1,
    userID: 1,
    inviterID: 0,
    vipLevel: 'No VIP',
    isMaster: true,
    parentUid: '0',
  };
}

function coins(venue: SimulatedVenue): Record<string, unknown>[] {
  const assets = new Set(venue.markets.flatMap((market) => [market.base, market.quote]));
  return [...assets].map((asset) => ({ name: asset, coin: asset, remainAmount: '0', chains: [] }));
}
