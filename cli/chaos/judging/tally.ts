import type { BreakerLine } from '../../../storage/breakerReports';
import type { ChaosTotals } from '../chaosReport';
import type { ChaosFinding, Verdict } from './chaosJudge';
import type { ClassedExposure } from './orphanClasses';

/** Adds up a run. */
export interface Tally {
  round(outcomes: readonly ('fired' | 'notFired')[]): void;
  /** Adds a verdict; returns what of it, and of `others`, was not found before. */
  verdict(verdict: Verdict, others?: readonly ChaosFinding[]): ChaosFinding[];
  exposures(standing: readonly ClassedExposure[]): void;
  /** How often each breaker has tripped since the stack was new; the last word counts. */
  breakers(lines: readonly Pick<BreakerLine, 'name' | 'trips'>[]): void;
  totals(recoveriesMs: ChaosTotals['recoveriesMs']): ChaosTotals;
}

export function createTally(): Tally {
  const told = new Set<string>();
  const findings: ChaosFinding[] = [];
  const exposures: ClassedExposure[] = [];
  let rounds = 0;
  let notFired = 0;
  let trades = 0;
  let breakerTrips: ReadonlyMap<string, number> = new Map();
  return {
    round(outcomes) {
      rounds += 1;
      notFired += outcomes.filter((outcome) => outcome === 'notFired').length;
    },
    verdict(verdict, others = []) {
      trades += verdict.closedTrades;
      exposures.push(...verdict.exposures);
      const news = [...others, ...verdict.findings].filter(({ text }) => !told.has(text));
      for (const { text } of news) told.add(text);
      findings.push(...news);
      return news;
    },
    exposures(standing) {
      exposures.push(...standing);
    },
    breakers(lines) {
      const counted = new Map<string, number>();
      for (const { name, trips } of lines) counted.set(name, (counted.get(name) ?? 0) + trips);
      breakerTrips = counted;
    },
    totals: (recoveriesMs) => ({
      rounds,
      notFired,
      trades,
      findings,
      exposures,
      breakerTrips,
      recoveriesMs,
    }),
  };
}
