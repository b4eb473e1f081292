import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** What one benchmark measured beside its floor of the same run; printed as the last line with `--json`. */
export interface BenchReport<Figures> {
  readonly name: string;
  readonly result: Figures;
  readonly floor: Figures;
  /** Result over floor, of the figure that the benchmark names. */
  readonly ratio: number;
  readonly machine: string;
  readonly commit: string;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** `2 × <processor model>, Node v20…`. */
export function machineName(): string {
  const processors = cpus();
  return `${String(processors.length)} × ${processors[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;
}

/** Short hash of the checked-out commit, `unknown` outside a checkout. */
export function commitHash(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown'; // installed from an archive
  }
}

/** Value below which `fraction` (0..1) of the samples lie, by nearest rank; `NaN` without samples. */
export function percentile(samples: readonly number[], fraction: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.max(0, Math.ceil(fraction * sorted.length) - 1);
  return sorted[rank] ?? Number.NaN;
}

/** Median and 99th percentile, rounded to microseconds where the samples are ms. */
export function percentiles(samples: readonly number[]): Percentiles {
  return { p50: rounded(percentile(samples, 0.5)), p99: rounded(percentile(samples, 0.99)) };
}

/** Three decimals. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Adds machine and commit, so that a figure never travels without them. */
export function report<Figures>(measured: {
  readonly name: string;
  readonly result: Figures;
  readonly floor: Figures;
  readonly ratio: number;
}): BenchReport<Figures> {
  return { ...measured, ratio: rounded(measured.ratio), machine: machineName(), commit: commitHash() };
}
