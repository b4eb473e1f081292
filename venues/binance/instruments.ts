import { spotInstrumentId, type Instrument } from '../../domain/instrument';
import { asBps, asPrice, asQty, asUsd } from '../../domain/money';
import { createHttpLane } from '../httpLane';
import type { VenueDeps } from '../venueDeps';
import { bodyOf } from '../venueReply';
import { VENUE } from './capabilities';
import { ExchangeInfo, LotSizeFilter, NotionalFilter, PriceFilter, type ExchangeSymbol } from './messages';
import { replyOf } from './rest';

/** Fees of an account without discounts; the account's own come from `feeRates`. */
const STANDARD_FEE_BPS = asBps('10');

/** Reads the wanted spot markets and their filters. @throws VenueReadError */
export async function loadBinanceInstruments(
  deps: VenueDeps,
  symbols: readonly string[],
): Promise<Instrument[]> {
  const lane = createHttpLane({ baseUrl: deps.endpoints.restUrl, connections: 1, clock: deps.clock });
  try {
    const path = '/api/v3/exchangeInfo?permissions=SPOT';
    const outcome = await lane.request({ method: 'GET', path, headers: {}, timeoutMs: 20_000 });
    const info = bodyOf(replyOf(outcome), ExchangeInfo, { venue: VENUE, request: 'exchangeInfo' });
    const wanted = new Set(symbols);
    return info.symbols.flatMap((listed) =>
      wanted.has(`${listed.baseAsset}/${listed.quoteAsset}`) && listed.status === 'TRADING'
        ? [instrumentOf(listed)]
        : [],
    );
  } finally {
    await lane.close();
  }
}

/** One listed market in our words. @throws ZodError where a filter that we need is missing. */
export function instrumentOf(listed: ExchangeSymbol): Instrument {
  const filterOf = (...types: string[]): unknown =>
    listed.filters.find(({ filterType }) => types.includes(filterType));
  const symbol = `${listed.baseAsset}/${listed.quoteAsset}`;
  const lot = LotSizeFilter.parse(filterOf('LOT_SIZE'));
  return {
    id: spotInstrumentId(VENUE, symbol),
    venue: VENUE,
    kind: 'spot',
    symbol,
    venueSymbol: listed.symbol,
    base: listed.baseAsset,
    quote: listed.quoteAsset,
    underlying: listed.baseAsset,
    tickSize: asPrice(trimmed(PriceFilter.parse(filterOf('PRICE_FILTER')).tickSize)),
    lotSize: asQty(trimmed(lot.stepSize)),
    minQty: asQty(trimmed(lot.minQty)),
    minNotional: asUsd(trimmed(NotionalFilter.parse(filterOf('NOTIONAL', 'MIN_NOTIONAL')).minNotional)),
    contractMultiplier: asQty('1'),
    takerFeeBps: STANDARD_FEE_BPS,
    makerFeeBps: STANDARD_FEE_BPS,
  };
}

/** `0.01000000` → `0.01`: a tick's digits tell how prices are written. */
function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
