import { BigNumber } from 'bignumber.js';
import { asUsd, type Exact, type Usd } from './money';

/** Assets that count as US dollars at par until live conversion rates are there. */
export const DOLLARS: ReadonlySet<string> = new Set(['USD', 'USDT', 'USDC']);

const USD_PLACES = 8;

/** `value` as USD with 8 decimals, rounded down (a gain) or up (a cost). */
export function roundedUsd(value: Exact, rounding: 'down' | 'up'): Usd {
  return asUsd(value.toFixed(USD_PLACES, rounding === 'down' ? BigNumber.ROUND_FLOOR : BigNumber.ROUND_CEIL));
}
