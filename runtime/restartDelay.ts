const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** How long to wait before the next start, after `failures` in a row (1 = the first), in ms. */
export function restartDelayMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
}
