/** A trade as far as its progress is concerned. */
export interface ProgressingTrade {
  readonly tradeId: string;
  readonly isOpen: boolean;
  readonly progress: string;
}

/** Stuck is who makes no progress for so long while every process is healthy. */
export const STUCK_AFTER_MS = 30_000;

interface Seen {
  readonly progress: string;
  readonly sinceHealthyMs: number;
}

/**
 * Tells which trades are stuck, each once. Only healthy time counts, over all rounds: where something is killed each few seconds, no trade has
 * thirty seconds of health in one piece.
 */
export function createStuckWatch(): {
  /** `healthyMs`: how long all was healthy since the run began. */
  look(trades: readonly ProgressingTrade[], healthyMs: number): string[];
} {
  const seen = new Map<string, Seen>();
  const told = new Set<string>();
  return {
    look(trades, healthyMs) {
      const open = trades.filter(({ isOpen }) => isOpen);
      const ids = new Set(open.map(({ tradeId }) => tradeId));
      for (const tradeId of seen.keys()) if (!ids.has(tradeId)) seen.delete(tradeId);
      for (const { tradeId, progress } of open)
        if (seen.get(tradeId)?.progress !== progress)
          seen.set(tradeId, { progress, sinceHealthyMs: healthyMs });
      const stuck = [...seen].filter(
        ([tradeId, { sinceHealthyMs }]) => healthyMs - sinceHealthyMs > STUCK_AFTER_MS && !told.has(tradeId),
      );
      for (const [tradeId] of stuck) told.add(tradeId);
      return stuck.map(([tradeId]) => tradeId);
    },
  };
}
