import { Exact } from '../domain/money';
import type { SimMarket } from './simulatedVenue';

/** Integer units of one market: the only place where decimal text becomes ticks and lots and back. */
export interface MarketUnits {
  /** Price in ticks; `undefined` where the text is no positive multiple of the tick size. */
  parseTicks(price: string): number | undefined;
  /** Size in lots; `undefined` where the text is no positive multiple of the lot size. */
  parseLots(qty: string): number | undefined;
  formatPrice(ticks: number): string;
  formatQty(lots: number): string;
  /** Quote value of `lots` at `ticks`, exact. */
  quoteValue(ticks: number, lots: number): Exact;
  /** Largest number of lots that `quote` buys at `ticks`. */
  lotsFor(quote: Exact, ticks: number): number;
}

const DECIMAL = /^\d+(\.\d+)?$/;

/** Conversions of one market; sizes are exact decimals, so no float ever rounds a price. */
export function createMarketUnits(market: SimMarket): MarketUnits {
  const tick = new Exact(market.tickSize);
  const lot = new Exact(market.lotSize);
  const priceDecimals = tick.decimalPlaces() ?? 0;
  const qtyDecimals = lot.decimalPlaces() ?? 0;
  const quotePerTickLot = tick.times(lot);
  return {
    parseTicks: (price) => wholeSteps(price, tick),
    parseLots: (qty) => wholeSteps(qty, lot),
    formatPrice: (ticks) => tick.times(ticks).toFixed(priceDecimals),
    formatQty: (lots) => lot.times(lots).toFixed(qtyDecimals),
    quoteValue: (ticks, lots) => quotePerTickLot.times(ticks).times(lots),
    lotsFor: (quote, ticks) => quote.idiv(quotePerTickLot.times(ticks)).toNumber(),
  };
}

function wholeSteps(text: string, step: Exact): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const steps = new Exact(text).div(step);
  const count = steps.toNumber();
  return steps.isInteger() && count > 0 && Number.isSafeInteger(count) ? count : undefined;
}
