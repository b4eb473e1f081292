import type { Config } from '../config/schema';
import { Exact } from '../domain/money';
import { familyOf, type Family } from '../domain/risk/family';
import { nextMarks, type ResultMarks } from '../domain/risk/resultMarks';
import type { RiskFigures } from '../storage/riskReplies';
import { equityUsd } from './equity';

/** The accounts whose results breakers watch. */
export type ResultAccount = 'all' | Family | `strategy:${string}`;

/** Result and marks of one account. */
export interface AccountResult {
  readonly account: ResultAccount;
  readonly resultUsd: string;
  readonly marks: ResultMarks;
  /** True where the marks differ from what is stored. */
  readonly isNew: boolean;
}

type Sums = ReadonlyMap<string, Exact>;

/** Family of a strategy of this configuration; one that has left it is held to the stricter, market-neutral limits. */
export function familyOfStrategy({ strategies }: Pick<Config, 'strategies'>, strategy: string): Family {
  const kinds: Readonly<Record<string, { readonly kind: string } | undefined>> = strategies;
  return familyOf(kinds[strategy]?.kind ?? '');
}

/**
 * What trades have earned and would earn if the open ones were valued at these mids, by account; `undefined` while one of their coins has
 * no price: a result that jumps would trip a breaker.
 */
export function accountResults(
  config: Pick<Config, 'strategies'>,
  figures: RiskFigures,
  mids: ReadonlyMap<string, Exact>,
): AccountResult[] | undefined {
  const results = strategyResults(figures, mids);
  if (results === undefined) return undefined;
  const today = new Map(figures.realisedToday.map(({ strategy, usd }) => [strategy, new Exact(usd)]));
  const names = [...new Set([...Object.keys(config.strategies), ...results.keys()])];
  const inFamily = (family: Family) => names.filter((name) => familyOfStrategy(config, name) === family);
  const members: readonly (readonly [ResultAccount, readonly string[]])[] = [
    ['all', names],
    ['market-neutral', inFamily('market-neutral')],
    ['directional', inFamily('directional')],
    ...names.map((name) => [`strategy:${name}`, [name]] as const),
  ];
  return members.map(([account, strategies]) =>
    accountResult(account, figures, {
      resultUsd: sum(results, strategies),
      todayUsd: sum(today, strategies),
    }),
  );
}

function accountResult(
  account: ResultAccount,
  figures: RiskFigures,
  { resultUsd, todayUsd }: { readonly resultUsd: string; readonly todayUsd: string },
): AccountResult {
  const stored = figures.marks.find((marks) => marks.account === account);
  const before = stored && {
    day: stored.day,
    dayStartUsd: stored.dayStartUsd ?? undefined,
    peakUsd: stored.peakUsd ?? undefined,
  };
  const now = { day: figures.day, resultUsd, realisedTodayUsd: todayUsd };
  const marks = nextMarks(before, now);
  const isSame = (a: string, b: string | undefined): boolean => b !== undefined && new Exact(a).isEqualTo(b);
  const isNew =
    before?.day !== marks.day ||
    !isSame(marks.dayStartUsd, before.dayStartUsd) ||
    !isSame(marks.peakUsd, before.peakUsd);
  return { account, resultUsd, marks, isNew };
}

function strategyResults(figures: RiskFigures, mids: Sums): Sums | undefined {
  const results = new Map(figures.realised.map(({ strategy, usd }) => [strategy, new Exact(usd)]));
  for (const { strategy, asset, amount } of figures.open) {
    const value = equityUsd([{ asset, balance: amount }], mids);
    if (value === undefined) return undefined;
    results.set(strategy, (results.get(strategy) ?? new Exact(0)).plus(value));
  }
  return results;
}

function sum(values: Sums, names: readonly string[]): string {
  return names.reduce((total, name) => total.plus(values.get(name) ?? 0), new Exact(0)).toFixed();
}
