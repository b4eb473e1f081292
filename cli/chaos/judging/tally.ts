import type { ChaosTotals } from '../chaosReport';
import type { ChaosFinding, Verdict } from './chaosJudge';
import type { ClassedExposure } from './orphanClasses';

/** Adds up a run. */
export interface Tally {
  round(outcomes: readonly ('fired' | 'notFired')[]): void;
  /** Adds a verdict; returns what of it, and of `others`, was not found before. */
  verdict(verdict: Verdict, others?: readonly ChaosFinding[]): ChaosFinding[];
  exposures(standing: readonly ClassedExposure[]): void;
  totals(recoveriesMs: ChaosTotals['recoveriesMs']): ChaosTotals;
}

export function createTally(): Tally {
  const told = new Set<string>();
  const findings: ChaosFinding[] = [];
  const exposures: ClassedExposure[] = [];
  let rounds = 0;
  let notFired = 0;
  let trades = 0;
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
    totals: (recoveriesMs) => ({ rounds, notFired, trades, findings, exposures, recoveriesMs }),
  };
}
