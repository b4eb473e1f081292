import { percentile } from '../demo/percentile';
import type { ChaosFinding } from './judging/chaosJudge';
import { BOUND_MS, type ClassedExposure, type OrphanClass } from './judging/orphanClasses';

/** Times in ms; `null` where there were none. */
export interface Times {
  readonly count: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The last line of `chaos --json`. */
export interface ChaosReport {
  readonly rounds: number;
  /** Faults whose moment never came in their round. */
  readonly notFired: number;
  readonly trades: number;
  readonly duplicates: number;
  readonly uncountedFills: number;
  readonly ledgerDifferences: number;
  readonly stuckTrades: number;
  /** Where the owner lived; the other classes beside it, each under a bound of its own. */
  readonly orphanMs: Times & Readonly<Record<Exclude<OrphanClass, 'ownerAlive'>, Times>>;
  readonly hedgeGapMs: Times;
  /** From a kill to the first progress of a trade after it, per process. */
  readonly recoveryMs: Readonly<Record<string, Times>>;
  /** How often each breaker tripped and healed by itself. */
  readonly breakerTrips: Readonly<Record<string, number>>;
}

export interface ChaosTotals {
  readonly rounds: number;
  readonly notFired: number;
  readonly trades: number;
  readonly findings: readonly ChaosFinding[];
  readonly exposures: readonly ClassedExposure[];
  readonly breakerTrips: ReadonlyMap<string, number>;
  readonly recoveriesMs: ReadonlyMap<string, readonly number[]>;
}

export function chaosReport(totals: ChaosTotals): ChaosReport {
  const count = (kind: ChaosFinding['kind']): number =>
    totals.findings.filter((finding) => finding.kind === kind).length;
  const orphansOf = (wanted: OrphanClass): Times =>
    timesOf(
      totals.exposures.filter((one) => one.isOrphan && one.class === wanted).map(({ lastedMs }) => lastedMs),
    );
  const reachable = totals.exposures.filter((one) => one.class !== 'venueAway');
  return {
    rounds: totals.rounds,
    notFired: totals.notFired,
    trades: totals.trades,
    duplicates: count('duplicate'),
    uncountedFills: count('uncountedFill'),
    ledgerDifferences: count('difference'),
    stuckTrades: count('stuck'),
    orphanMs: {
      ...orphansOf('ownerAlive'),
      ownerGone: orphansOf('ownerGone'),
      partGone: orphansOf('partGone'),
      venueAway: orphansOf('venueAway'),
    },
    hedgeGapMs: timesOf(reachable.map(({ gapMs }) => gapMs)),
    recoveryMs: Object.fromEntries(
      [...totals.recoveriesMs].sort().map(([name, values]) => [name, timesOf(values)]),
    ),
    breakerTrips: Object.fromEntries([...totals.breakerTrips].sort().filter(([, trips]) => trips > 0)),
  };
}

/** Several runs as one. */
export function mergeTotals(runs: readonly ChaosTotals[]): ChaosTotals {
  const sum = (of: (run: ChaosTotals) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const recoveriesMs = new Map<string, number[]>();
  const breakerTrips = new Map<string, number>();
  for (const run of runs) {
    for (const [name, values] of run.recoveriesMs)
      recoveriesMs.set(name, [...(recoveriesMs.get(name) ?? []), ...values]);
    for (const [name, trips] of run.breakerTrips)
      breakerTrips.set(name, (breakerTrips.get(name) ?? 0) + trips);
  }
  return {
    rounds: sum(({ rounds }) => rounds),
    notFired: sum(({ notFired }) => notFired),
    trades: sum(({ trades }) => trades),
    findings: runs.flatMap(({ findings }) => findings),
    exposures: runs.flatMap(({ exposures }) => exposures),
    breakerTrips,
    recoveriesMs,
  };
}

export function timesOf(values: readonly number[]): Times {
  const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));
  return {
    count: values.length,
    p50: whole(percentile(values, 0.5)),
    p99: whole(percentile(values, 0.99)),
    max: values.length === 0 ? null : Math.round(Math.max(...values)),
  };
}

/** True where nothing is doubled, lost, different or stuck. */
export function isClean(report: ChaosReport): boolean {
  return report.duplicates + report.uncountedFills + report.ledgerDifferences + report.stuckTrades === 0;
}

/** Classes of orphans that lasted longer than is promised: the 99th percentile where the owner lived, else the longest. */
function lateClasses({ orphanMs }: ChaosReport): string[] {
  const { ownerGone, partGone } = orphanMs;
  const lasted = [
    { name: 'owner alive, p99', ms: orphanMs.p99, boundMs: BOUND_MS.ownerAlive },
    { name: 'owner gone', ms: ownerGone.max, boundMs: BOUND_MS.ownerGone },
    { name: 'PostgreSQL or guard gone too', ms: partGone.max, boundMs: BOUND_MS.partGone },
  ];
  return lasted.flatMap(({ name, ms, boundMs }) =>
    ms !== null && ms > boundMs ? [`${name} ${ms} ms of ${boundMs} ms`] : [],
  );
}

/** What of the promises held, in a line: first that nothing is doubled, lost, different or stuck, then the bounds of orphans. */
export function verdictText(report: ChaosReport): string {
  if (!isClean(report)) return 'A PROMISE IS BROKEN';
  const late = lateClasses(report);
  return late.length === 0
    ? 'every promise held'
    : `nothing doubled, lost, different or stuck; BEYOND THE BOUND of orphans: ${late.join(', ')}`;
}

/** The closing account of a run, for people. */
export function chaosText(report: ChaosReport): string {
  const { orphanMs } = report;
  const lines = [
    `${report.rounds} rounds, ${report.trades} trades closed, ${report.notFired} faults never had their moment.`,
    `  duplicates          ${report.duplicates}`,
    `  uncounted fills     ${report.uncountedFills}`,
    `  ledger differences  ${report.ledgerDifferences}`,
    `  stuck trades        ${report.stuckTrades}`,
    `  orphans             ${timesText(orphanMs)}`,
    `    owner gone        ${timesText(orphanMs.ownerGone)}`,
    `    PostgreSQL or guard gone too, since its return  ${timesText(orphanMs.partGone)}`,
    `    venue out of reach or without depth             ${timesText(orphanMs.venueAway)}`,
    `  hedge gap           ${timesText(report.hedgeGapMs)}`,
    ...Object.entries(report.recoveryMs).map(
      ([name, times]) => `  recovery ${name.padEnd(10)} ${timesText(times)}`,
    ),
    `  breakers tripped    ${tripsText(report.breakerTrips)}`,
    `Verdict: ${verdictText(report)}.`,
  ];
  return lines.join('\n');
}

/** `api-errors 12, disconnected 3`. */
export function tripsText(trips: ChaosReport['breakerTrips']): string {
  const all = Object.entries(trips).map(([name, count]) => `${name} ${count}`);
  return all.length === 0 ? 'none' : all.join(', ');
}

export function timesText({ count, p50, p99, max }: Times): string {
  if (p50 === null || p99 === null || max === null) return 'none';
  return `${count}: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`;
}
