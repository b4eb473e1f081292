import type { Exposure } from '../../../simulator/judgeTradeWatch';
import type { Outage, Outages } from './outages';

/**
 * Under which bound an orphan falls: its owner lived; the owner was dead or frozen; PostgreSQL or the guard was away together with the
 * owner; or the venue could not be reached until it was gone, and no bound holds.
 */
export type OrphanClass = 'ownerAlive' | 'ownerGone' | 'partGone' | 'venueAway';

export interface ClassedExposure {
  readonly tradeId: string;
  readonly class: OrphanClass;
  /** From when the bound's clock runs: the fill, or the return of what was away. */
  readonly lastedMs: number;
  /** From the first fill to the matching one, whoever was away. */
  readonly gapMs: number;
  /** What was away at any time of it. */
  readonly beside: readonly string[];
  /** Lasted longer than two legs of one opening need to be told, or was repaired. */
  readonly isOrphan: boolean;
}

/** Name under which `Outages` knows that a venue refuses, loses or delays orders. */
export const VENUE = 'venue';
/** Shorter than this, the two legs of one opening were merely not filled in the same instant. */
const UNNOTICED_MS = 50;

const isOwner = (name: string): boolean => name === 'trader';
const isPart = (name: string): boolean => name === 'postgres' || name.startsWith('guard');
const isVenue = (name: string): boolean => name === VENUE || name === 'simulator';

/** `nowMs`: the end of an exposure that still stands. */
export function classOf(exposure: Exposure, outages: Outages, nowMs: number): ClassedExposure {
  const { tradeId, fromMs, noDepthAtMs = fromMs } = exposure;
  const toMs = exposure.toMs ?? nowMs;
  const gapMs = toMs - fromMs;
  const reachableMs = latestEnd(outages.during(fromMs, toMs, isVenue)) ?? fromMs;
  const isAway = reachableMs >= toMs && gapMs > 0;
  const startMs = isAway ? fromMs : Math.max(fromMs, reachableMs, noDepthAtMs);
  const isOrphan = gapMs > UNNOTICED_MS || exposure.repaired;
  const beside = [...new Set(outages.during(fromMs, toMs, () => true).map(({ of }) => of))];
  const partial = { tradeId, gapMs, beside, isOrphan };
  if (isAway) return { ...partial, class: 'venueAway', lastedMs: gapMs };
  if (outages.during(startMs, toMs, isOwner).length === 0)
    return { ...partial, class: 'ownerAlive', lastedMs: toMs - startMs };
  return { ...partial, ...withoutOwner(outages.during(startMs, toMs, isPart), startMs, toMs) };
}

function withoutOwner(
  parts: readonly Outage[],
  startMs: number,
  toMs: number,
): Pick<ClassedExposure, 'class' | 'lastedMs'> {
  if (parts.length === 0) return { class: 'ownerGone', lastedMs: toMs - startMs };
  const returnedMs = Math.max(startMs, latestEnd(parts) ?? startMs);
  return { class: 'partGone', lastedMs: Math.max(0, toMs - returnedMs) };
}

/** `undefined` where there were none; infinite where one still lasts. */
function latestEnd(outages: readonly Outage[]): number | undefined {
  return outages.length === 0 ? undefined : Math.max(...outages.map(({ toMs }) => toMs ?? Infinity));
}

/** How long an orphan of a class may last, ms; none where the venue was away. The first is the bound of the 99th percentile. */
export const BOUND_MS: Readonly<Record<OrphanClass, number>> = {
  ownerAlive: 500,
  ownerGone: 1_000,
  partGone: 1_000,
  venueAway: Infinity,
};

export function isLate(exposure: ClassedExposure): boolean {
  return exposure.isOrphan && exposure.lastedMs > BOUND_MS[exposure.class];
}

export function lateText({ tradeId, class: bound, lastedMs, beside }: ClassedExposure): string {
  const away = beside.length === 0 ? '' : `; away: ${beside.join(', ')}`;
  return `  orphan of ${tradeId} lasted ${Math.round(lastedMs)} ms (${bound}, ${BOUND_MS[bound]} ms are promised${away})`;
}
