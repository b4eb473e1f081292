import { z } from 'zod';
import type { Instrument } from '../../domain/instrument';
import { VenueReadError } from '../orderGateway';
import { bodyOf } from '../venueReply';
import { VENUE } from './capabilities';
import { AccountTrade } from './messages';
import type { BinanceRest } from './rest';
import type { Params } from './signing';

const PATH = '/api/v3/myTrades';
const PAGE = 1_000;
/** The venue takes no longer span between `startTime` and `endTime`. */
const DAY_MS = 86_400_000;
/** 100 000 trades or a quarter of a year without one: more is asked for by a later cursor. */
const MAX_PAGES = 100;

/**
 * Reads every trade of the account since a venue time, oldest first: by time until the first one is found, then by id, which has no span
 * and misses none of one millisecond. @throws VenueReadError
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#account-trade-list-user_data
 */
export function createAccountTrades(
  rest: BinanceRest,
): (instrument: Instrument, sinceMs: number) => Promise<AccountTrade[]> {
  async function page(instrument: Instrument, from: Params): Promise<AccountTrade[]> {
    const params = { symbol: instrument.venueSymbol, limit: PAGE, ...from };
    const reply = await rest.call({ method: 'GET', path: PATH, params, budget: 'read', weight: 20 });
    return bodyOf(reply, z.array(AccountTrade), { venue: VENUE, request: 'fills' });
  }

  return async (instrument, sinceMs) => {
    const nowMs = rest.clock.nowMs();
    const found: AccountTrade[] = [];
    let startTime = Math.floor(sinceMs);
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const last = found.at(-1);
      const ended = last !== undefined || startTime + DAY_MS > nowMs;
      const from = last === undefined ? span(startTime, nowMs) : { fromId: last.id + 1 };
      const trades = await page(instrument, from);
      found.push(...trades);
      if (ended && trades.length < PAGE) return found;
      startTime += DAY_MS;
    }
    throw new VenueReadError(VENUE, 'fills', { detail: `more than ${MAX_PAGES} pages` });
  };
}

/** A day from `startTime`; without an end where that reaches beyond now, so that the newest are in it. */
function span(startTime: number, nowMs: number): Params {
  const endTime = startTime + DAY_MS - 1;
  return endTime < nowMs ? { startTime, endTime } : { startTime };
}
