import type { Clock } from '../runtime/clock';

/** The venue's time = ours + the measured offset. */
export interface VenueClock {
  nowMs(): number;
  /** Venue minus ours, in ms, of the best sample so far; 0 before the first. */
  readonly offsetMs: number;
  /** Takes one sample, of what the venue answers to "what time is it". */
  measure(readServerTimeMs: () => Promise<number>): Promise<number>;
}

/** Of the last samples the one with the shortest round trip counts: its error is at most half of that. */
const KEPT_SAMPLES = 8;

export function createVenueClock(clock: Clock): VenueClock {
  let samples: { readonly offsetMs: number; readonly roundTripMs: number }[] = [];
  const offsetMs = (): number =>
    samples.reduce((best, sample) => (sample.roundTripMs < best.roundTripMs ? sample : best), {
      offsetMs: 0,
      roundTripMs: Infinity,
    }).offsetMs;
  return {
    get offsetMs() {
      return offsetMs();
    },
    nowMs: () => Math.floor(clock.nowMs() + offsetMs()),
    async measure(readServerTimeMs) {
      const startNs = clock.monotonicNs();
      const serverMs = await readServerTimeMs();
      const roundTripMs = Number(clock.monotonicNs() - startNs) / 1e6;
      const sample = { offsetMs: serverMs - (clock.nowMs() - roundTripMs / 2), roundTripMs };
      samples = [...samples.slice(1 - KEPT_SAMPLES), sample];
      return sample.offsetMs;
    },
  };
}
