import { BigNumber } from 'bignumber.js';

/** Our own constructor: a `BigNumber.config()` elsewhere cannot change our rounding, and 1e-8 prints as 0.00000001. */
export const Exact = BigNumber.clone({
  DECIMAL_PLACES: 40,
  ROUNDING_MODE: BigNumber.ROUND_DOWN,
  EXPONENTIAL_AT: 1e9,
});
export type Exact = InstanceType<typeof Exact>;

type Unit<Name extends string> = string & { readonly __unit: Name };

/** Decimal text, quote per base: survives JSON, Postgres `numeric` and workflow history unchanged. */
export type Price = Unit<'quotePerBase'>;
/** Decimal text in base units, never negative. */
export type Qty = Unit<'base'>;
/** Decimal text, an amount of some asset; the sign has the meaning that the field's comment gives it. */
export type Amount = Unit<'asset'>;
/** Decimal text in US dollars. */
export type Usd = Unit<'usd'>;
/** Decimal text in basis points, 1/10 000. */
export type Bps = Unit<'bps'>;

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Thrown where text that should be a decimal is not one. */
export class NotADecimalError extends Error {
  override readonly name = 'NotADecimalError';
  constructor(
    readonly what: string,
    readonly value: unknown,
  ) {
    super(`${what} must be decimal text, got ${JSON.stringify(value)}`);
  }
}

/** Plain decimal text of `value`; refuses JS numbers (already rounded), NaN, infinities and exponents. */
function decimalText(what: string, value: string | Exact): string {
  const text = typeof value === 'string' ? value : value.toFixed();
  if (!DECIMAL.test(text)) throw new NotADecimalError(what, text);
  return text;
}

function notNegative(what: string, value: string | Exact): string {
  const text = decimalText(what, value);
  if (text.startsWith('-') && !new Exact(text).isZero())
    throw new NotADecimalError(`${what} (not negative)`, text);
  return text;
}

export const asPrice = (value: string | Exact): Price => notNegative('price', value) as Price;
export const asQty = (value: string | Exact): Qty => notNegative('quantity', value) as Qty;
export const asAmount = (value: string | Exact): Amount => decimalText('amount', value) as Amount;
export const asUsd = (value: string | Exact): Usd => decimalText('amount in USD', value) as Usd;
export const asBps = (value: string | Exact): Bps => decimalText('basis points', value) as Bps;

export const ZERO_QTY = '0' as Qty;
export const ZERO_AMOUNT = '0' as Amount;
export const ZERO_USD = '0' as Usd;

/** Largest multiple of `step` not above `value`. */
export function floorToStep(value: Exact, step: string): Exact {
  return value.div(step).integerValue(BigNumber.ROUND_FLOOR).times(step);
}

/** Smallest multiple of `step` not below `value`. */
export function ceilToStep(value: Exact, step: string): Exact {
  return value.div(step).integerValue(BigNumber.ROUND_CEIL).times(step);
}

/** Largest multiple of the lot size not above `qty`; `undefined` where nothing is left to trade. */
export function roundDownToLot(qty: Qty, lotSize: Qty): Qty | undefined {
  const lots = floorToStep(new Exact(qty), lotSize);
  return lots.isZero() ? undefined : asQty(lots);
}

/** `10 000 × part / whole` rounded down (a gain) or up (a cost) to 4 decimals. */
export function ratioBps(part: Exact, whole: Exact, rounding: 'down' | 'up'): Bps {
  const mode = rounding === 'down' ? BigNumber.ROUND_FLOOR : BigNumber.ROUND_CEIL;
  return asBps(part.times(10_000).div(whole).toFixed(4, mode));
}
