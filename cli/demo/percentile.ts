/** The nearest-rank percentile of the samples (`fraction` in 0..1); `null` where there are none. */
export function percentile(samples: readonly number[], fraction: number): number | null {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(fraction * sorted.length));
  return sorted[rank - 1] ?? null;
}
