import type { Denial } from '../domain/opportunity';

/** A candidate that was not traded, and why. */
export interface Discovery {
  readonly pairKey: string;
  readonly atMs: number;
  readonly denial: Denial;
  /** Equal denials of this pair left out since the last entry. */
  readonly suppressed: number;
}

/** Where batches of denied candidates go. */
export interface DiscoverySink {
  record(discoveries: readonly Discovery[]): void;
}

const INTERVAL_MS = 1_000;
const MAX_BATCH = 500;

interface Standing {
  atMs: number;
  suppressed: number;
}

/** Denials, one per pair and reason in a second, so that a standing candidate cannot flood the log. */
export interface DiscoveryLog {
  /** True where a denial of this pair and code would be written: figures need not be computed otherwise. */
  wants(pairKey: string, code: string, atMs: number): boolean;
  add(pairKey: string, denial: Denial, atMs: number): void;
  /** Hands the batch to the sink. */
  flush(): void;
}

export function createDiscoveryLog(sink: DiscoverySink): DiscoveryLog {
  const standing = new Map<string, Map<string, Standing>>();
  let batch: Discovery[] = [];

  function flush(): void {
    if (batch.length === 0) return;
    const full = batch;
    batch = [];
    sink.record(full);
  }

  return {
    wants(pairKey, code, atMs) {
      const last = standing.get(pairKey)?.get(code);
      if (last === undefined || atMs - last.atMs >= INTERVAL_MS) return true;
      last.suppressed++;
      return false;
    },
    add(pairKey, denial, atMs) {
      const byCode = standing.get(pairKey) ?? new Map<string, Standing>();
      const suppressed = byCode.get(denial.code)?.suppressed ?? 0;
      standing.set(pairKey, byCode.set(denial.code, { atMs, suppressed: 0 }));
      batch.push({ pairKey, atMs, denial, suppressed });
      if (batch.length >= MAX_BATCH) flush();
    },
    flush,
  };
}
