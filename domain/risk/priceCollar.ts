import { Exact, type Price } from '../money';

/** Middle of the values; of an even number the mean of the two in the middle. `undefined` of none. */
export function median(values: readonly Exact[]): Exact | undefined {
  const sorted = [...values].sort((a, b) => a.comparedTo(b) ?? 0);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : upper.plus(lower).div(2);
}

/** How far a price lies from the median, in bps, whichever side. */
export function distanceBps(price: Price, from: Exact): Exact {
  return new Exact(price).div(from).minus(1).times(10_000).abs();
}
