import { Exact, asBps } from '../../domain/money';
import type { AccountReader } from '../accountReader';
import { createInstrumentIndex } from '../instrumentIndex';
import { VenueReadError } from '../orderGateway';
import type { AuthenticatedVenueDeps } from '../venueDeps';
import { bodyOf } from '../venueReply';
import { CATEGORY, VENUE } from './capabilities';
import { ApiKeyInfo, FeeRates, WalletBalance } from './messages';
import { balancesOf } from './parse';
import { createBybitRest } from './rest';

export function createBybitAccountReader(deps: AuthenticatedVenueDeps): AccountReader {
  const rest = createBybitRest(deps);
  const instruments = createInstrumentIndex(deps.instruments);
  return {
    venue: VENUE,
    async balances() {
      const params = { accountType: 'UNIFIED' };
      const path = '/v5/account/wallet-balance';
      const reply = await rest.call({ method: 'GET', path, params, budget: 'read' });
      const { list } = bodyOf(reply, WalletBalance, { venue: VENUE, request: 'balances' });
      return list.flatMap(balancesOf);
    },
    async feeRates(instrumentId) {
      const symbol = instruments.byId(instrumentId).venueSymbol;
      const params = { category: CATEGORY, symbol };
      const reply = await rest.call({ method: 'GET', path: '/v5/account/fee-rate', params, budget: 'read' });
      const { list } = bodyOf(reply, FeeRates, { venue: VENUE, request: 'fee rates' });
      const rates = list.find((entry) => entry.symbol === symbol);
      if (rates === undefined)
        throw new VenueReadError(VENUE, 'fee rates', { detail: `nothing on ${symbol}` });
      return {
        takerFeeBps: asBps(new Exact(rates.takerFeeRate).times(10_000)),
        makerFeeBps: asBps(new Exact(rates.makerFeeRate).times(10_000)),
      };
    },
    async keyPermissions() {
      const path = '/v5/user/query-api';
      const reply = await rest.call({ method: 'GET', path, params: {}, budget: 'read' });
      const key = bodyOf(reply, ApiKeyInfo, { venue: VENUE, request: 'key permissions' });
      const madeAtMs = Date.parse(key.createdAt);
      return {
        canTrade: key.readOnly === 0 && key.permissions.Spot.includes('SpotTrade'),
        canWithdraw: key.permissions.Wallet.includes('Withdraw'),
        // an unbound key lists the wildcard
        ipBound: key.ips.length > 0 && !key.ips.includes('*'),
        madeAtMs: Number.isNaN(madeAtMs) ? undefined : madeAtMs,
      };
    },
    clockOffsetMs: () => rest.measureClock(),
  };
}
