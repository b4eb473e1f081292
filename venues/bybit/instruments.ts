import { spotInstrumentId, type Instrument } from '../../domain/instrument';
import { asBps, asPrice, asQty, asUsd } from '../../domain/money';
import { createHttpLane } from '../httpLane';
import type { VenueDeps } from '../venueDeps';
import { bodyOf } from '../venueReply';
import { CATEGORY, VENUE } from './capabilities';
import { InstrumentsInfo, type ListedInstrument } from './messages';
import { replyOf } from './rest';

/** Fees of an account without discounts; the account's own come from `feeRates`. */
const STANDARD_FEE_BPS = asBps('10');

/** Reads the wanted spot markets and their filters. @throws VenueReadError */
export async function loadBybitInstruments(
  deps: VenueDeps,
  symbols: readonly string[],
): Promise<Instrument[]> {
  const lane = createHttpLane({ baseUrl: deps.endpoints.restUrl, connections: 1, clock: deps.clock });
  try {
    const path = `/v5/market/instruments-info?category=${CATEGORY}`;
    const outcome = await lane.request({ method: 'GET', path, headers: {}, timeoutMs: 20_000 });
    const reply = replyOf(outcome, deps.clock.nowMs());
    const { list } = bodyOf(reply, InstrumentsInfo, { venue: VENUE, request: 'instruments-info' });
    const wanted = new Set(symbols);
    return list.flatMap((listed) =>
      wanted.has(`${listed.baseCoin}/${listed.quoteCoin}`) && listed.status === 'Trading'
        ? [instrumentOf(listed)]
        : [],
    );
  } finally {
    await lane.close();
  }
}

/** One listed market in our words. */
export function instrumentOf(listed: ListedInstrument): Instrument {
  const symbol = `${listed.baseCoin}/${listed.quoteCoin}`;
  return {
    id: spotInstrumentId(VENUE, symbol),
    venue: VENUE,
    kind: 'spot',
    symbol,
    venueSymbol: listed.symbol,
    base: listed.baseCoin,
    quote: listed.quoteCoin,
    underlying: listed.baseCoin,
    tickSize: asPrice(listed.priceFilter.tickSize),
    lotSize: asQty(listed.lotSizeFilter.basePrecision),
    minQty: asQty(listed.lotSizeFilter.minOrderQty),
    minNotional: asUsd(listed.lotSizeFilter.minOrderAmt),
    contractMultiplier: asQty('1'),
    takerFeeBps: STANDARD_FEE_BPS,
    makerFeeBps: STANDARD_FEE_BPS,
  };
}
