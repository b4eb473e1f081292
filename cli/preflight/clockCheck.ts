import type { Check } from './check';
import type { VenueReading } from './venueReading';

/** The distance between the venue's clock and ours against the breaker's threshold; none where the venue did not answer. */
export function clockChecks({ venue, clockOffsetMs }: VenueReading, skewMs: number): Check[] {
  if (clockOffsetMs.kind !== 'read') return [];
  const offsetMs = clockOffsetMs.value;
  const named = {
    group: 'clock',
    name: `${venue} clock`,
    found: `${offsetMs.toFixed(0)} ms from ours, ${skewMs} ms stop the venue`,
  } as const;
  const remedy = 'synchronise the clock of this machine (chrony or systemd-timesyncd)';
  if (Math.abs(offsetMs) >= skewMs) return [{ ...named, state: 'fail', remedy, why: 'unfit' }];
  if (Math.abs(offsetMs) >= skewMs / 2) return [{ ...named, state: 'warn', remedy }];
  return [{ ...named, state: 'pass' }];
}
