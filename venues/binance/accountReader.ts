import type { InstrumentId } from '../../domain/instrument';
import { Exact, asBps, type Bps } from '../../domain/money';
import type { AccountReader } from '../accountReader';
import { createInstrumentIndex } from '../instrumentIndex';
import type { AuthenticatedVenueDeps } from '../venueDeps';
import { bodyOf } from '../venueReply';
import { VENUE } from './capabilities';
import { Account, ApiRestrictions, Commission } from './messages';
import { balanceOf } from './parse';
import { createBinanceRest } from './rest';

export function createBinanceAccountReader(deps: AuthenticatedVenueDeps): AccountReader {
  const rest = createBinanceRest(deps);
  const instruments = createInstrumentIndex(deps.instruments);
  return {
    venue: VENUE,
    async balances() {
      const params = { omitZeroBalances: 'true' };
      const reply = await rest.call({
        method: 'GET',
        path: '/api/v3/account',
        params,
        budget: 'read',
        weight: 20,
      });
      const account = bodyOf(reply, Account, { venue: VENUE, request: 'balances' });
      return account.balances.map(({ asset, free, locked }) => balanceOf(asset, free, locked));
    },
    async feeRates(instrumentId: InstrumentId) {
      const params = { symbol: instruments.byId(instrumentId).venueSymbol };
      const path = '/api/v3/account/commission';
      const reply = await rest.call({ method: 'GET', path, params, budget: 'read', weight: 20 });
      const rates = bodyOf(reply, Commission, { venue: VENUE, request: 'fee rates' });
      return { takerFeeBps: sumBps(rates, 'taker'), makerFeeBps: sumBps(rates, 'maker') };
    },
    async keyPermissions() {
      const path = '/sapi/v1/account/apiRestrictions';
      const reply = await rest.call({ method: 'GET', path, params: {}, budget: 'read', weight: 1 });
      const key = bodyOf(reply, ApiRestrictions, { venue: VENUE, request: 'key permissions' });
      return {
        canTrade: key.enableSpotAndMarginTrading,
        canWithdraw: key.enableWithdrawals,
        ipBound: key.ipRestrict,
        madeAtMs: key.createTime,
      };
    },
    clockOffsetMs: () => rest.measureClock(),
  };
}

/** Standard rate and tax add up. */
function sumBps(rates: Commission, role: 'maker' | 'taker'): Bps {
  const fraction = new Exact(rates.standardCommission[role]).plus(rates.taxCommission?.[role] ?? '0');
  return asBps(fraction.times(10_000));
}
