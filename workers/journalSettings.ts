import type { Config } from '../config/schema';
import type { JournalSettings } from '../storage/journal';

/** What the journal compares a begin with besides its rows. */
export function journalSettings({ limits, guard, latches, venues, ceilings }: Config): JournalSettings {
  return {
    limitsMaxAgeMs: limits.maxAgeMs,
    denialWaitMs: limits.denialWaitMs,
    guardHeadStartMs: guard.headStartMs,
    latchDenial: latches.liveOrderPostingEnabled ? null : { code: 'LATCH_ORDER_POSTING', figures: {} },
    intelligenceGate: latches.intelligenceGateEnabled,
    ceilings: Object.keys(venues).map((venue) => ({ venue, ...ceilings })),
  };
}
