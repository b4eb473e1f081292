import type { Random } from './random';

export interface SyntheticPriceSettings {
  readonly stepMs: number;
  readonly annualVolatility: number;
  /** Share of the variance that all underlyings have in common, 0..1. */
  readonly correlationFraction: number;
  /** By this many ms each further venue follows the one before it. */
  readonly lagPerVenueMs: number;
  /** Dislocations per second over all underlyings. */
  readonly opportunitiesPerSecond: number;
  readonly dislocationBps: { readonly min: number; readonly max: number };
  readonly dislocationHalfLifeMs: number;
  /**
   * Walks are pulled back to their start, and dislocations of one underlying point both ways by turns, so that what a spread takes from
   * one venue a later one brings back.
   */
  readonly reverting: boolean;
}

/** Prices of all underlyings on all venues, one step at a time. */
export interface SyntheticPrices {
  step(): void;
  /** Mid of the underlying as this venue sees it: late, and at times out of line. */
  mid(underlying: string, venue: string): number;
}

export interface SyntheticMarkets {
  readonly venues: readonly string[];
  readonly startPrices: Readonly<Record<string, number>>;
}

/** Half-life of a reverting walk's way back to its start. */
const REVERSION_HALF_LIFE_MS = 30_000;
const STEPS_PER_YEAR = (stepMs: number): number => (365 * 24 * 3_600_000) / stepMs;

interface Walk {
  /** Log returns since the start, the newest first, as far back as the latest venue looks. */
  readonly history: number[];
  readonly dislocationBps: Map<string, number>;
  readonly random: Random;
  /** Of the last dislocation, as the first venue sees it: 1 dearer, -1 cheaper there. */
  lastDirection: 1 | -1;
}

/**
 * Geometric walks with a common factor. Venue n sees the walk n lags late; now and then one venue jumps out of line and comes
 * back exponentially, which is the only thing that pays after fees.
 */
export function createSyntheticPrices(
  settings: SyntheticPriceSettings,
  markets: SyntheticMarkets,
  random: Random,
): SyntheticPrices {
  const underlyings = Object.keys(markets.startPrices);
  const lagSteps = Math.round(settings.lagPerVenueMs / settings.stepMs);
  const depth = lagSteps * (markets.venues.length - 1) + 1;
  const walks = new Map(
    underlyings.map((name): [string, Walk] => [
      name,
      {
        history: Array<number>(depth).fill(0),
        dislocationBps: new Map(),
        random: random.fork(name),
        lastDirection: 1,
      },
    ]),
  );
  const common = random.fork('common');
  const stepSigma = settings.annualVolatility / Math.sqrt(STEPS_PER_YEAR(settings.stepMs));
  const decay = 0.5 ** (settings.stepMs / settings.dislocationHalfLifeMs);
  const pull = settings.reverting ? 0.5 ** (settings.stepMs / REVERSION_HALF_LIFE_MS) : 1;
  const jumpChance = (settings.opportunitiesPerSecond * settings.stepMs) / 1_000 / underlyings.length;

  function stepWalk(walk: Walk, shock: number): void {
    const own = Math.sqrt(1 - settings.correlationFraction) * walk.random.normal();
    const change = stepSigma * (Math.sqrt(settings.correlationFraction) * shock + own);
    walk.history.unshift((walk.history[0] ?? 0) * pull + change);
    walk.history.length = depth;
    for (const [venue, bps] of walk.dislocationBps) walk.dislocationBps.set(venue, bps * decay);
    if (walk.random.next() < jumpChance) dislocate(walk);
  }

  function dislocate(walk: Walk): void {
    const venue = markets.venues[Math.floor(walk.random.next() * markets.venues.length)];
    const drawn = walk.random.next() < 0.5 ? -1 : 1;
    const { min, max } = settings.dislocationBps;
    if (venue === undefined) return;
    const isFirst = venue === markets.venues[0];
    walk.lastDirection = walk.lastDirection === 1 ? -1 : 1;
    const byTurns = isFirst ? walk.lastDirection : -walk.lastDirection;
    walk.dislocationBps.set(venue, (settings.reverting ? byTurns : drawn) * walk.random.between(min, max));
  }

  return {
    step: () => {
      const shock = common.normal();
      for (const walk of walks.values()) stepWalk(walk, shock);
    },
    mid: (underlying, venue) => {
      const walk = walks.get(underlying);
      const lagged = walk?.history[lagSteps * markets.venues.indexOf(venue)] ?? 0;
      const bps = walk?.dislocationBps.get(venue) ?? 0;
      return (markets.startPrices[underlying] ?? 0) * Math.exp(lagged) * (1 + bps / 10_000);
    },
  };
}
