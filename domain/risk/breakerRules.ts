import { BigNumber } from 'bignumber.js';
import { Exact } from '../money';

/** What a rule makes of its figures. A breaker trips *at* its threshold, not above it. */
export interface Verdict {
  readonly kind: 'under' | 'over';
  /** Decimal text, in the unit of the breaker. */
  readonly value: string;
  readonly threshold: string;
  /** What it was decided on, for the record and the denial. */
  readonly figures: Readonly<Record<string, string>>;
}

/** A loss and what it may be at most. */
interface Loss {
  readonly lossUsd: Exact;
  readonly limitUsd: Exact;
  readonly of: string;
}

const USD_PLACES = 2;

/**
 * Loss of the day: `capUsd` counts every trade, the share of equity market-neutral ones alone. Losses are positive, a gain counts as none.
 * The value told is of whichever is nearer to its limit.
 */
export function dailyLoss(
  figures: { readonly allLossUsd: string; readonly neutralLossUsd: string; readonly equityUsd: string },
  limits: { readonly capUsd: string; readonly equityFraction: string },
): Verdict {
  const all = { lossUsd: lossOf(figures.allLossUsd), limitUsd: new Exact(limits.capUsd), of: 'all trades' };
  const neutral = {
    lossUsd: lossOf(figures.neutralLossUsd),
    limitUsd: shareOf(figures.equityUsd, limits.equityFraction),
    of: 'market-neutral trades',
  };
  return lossVerdict(nearer(all, neutral), { equityUsd: figures.equityUsd });
}

/** Loss of a day, or fall from a peak, against a share of what it was made with (equity, or the bankroll of directional trades). */
export function lossOfShare(
  figures: { readonly lossUsd: string; readonly baseUsd: string },
  { fraction }: { readonly fraction: string },
): Verdict {
  const loss = {
    lossUsd: lossOf(figures.lossUsd),
    limitUsd: shareOf(figures.baseUsd, fraction),
    of: 'own trades',
  };
  return lossVerdict(loss, { baseUsd: figures.baseUsd, fraction });
}

/** How a closed trade counts in the row of failures. */
export interface ClosedTrade {
  readonly outcome: 'completed' | 'aborted' | 'unwound' | 'needs-operator';
  readonly pnlUsd: string;
}

/**
 * Failed trades in a row, newest first: unwound by itself, left to an operator, or refused by a venue; a market-neutral one also where it
 * lost money. The caller leaves out what says nothing: denials, trades that an operator stopped, orders that merely found no price.
 */
export function failedTrades(
  newestFirst: readonly ClosedTrade[],
  limits: { readonly inARow: number; readonly losingCounts: boolean },
): Verdict {
  const firstGood = newestFirst.findIndex((trade) => !hasFailed(trade, limits.losingCounts));
  const inARow = firstGood === -1 ? newestFirst.length : firstGood;
  return verdict(String(inARow), String(limits.inARow), { inARow: String(inARow) });
}

function hasFailed({ outcome, pnlUsd }: ClosedTrade, losingCounts: boolean): boolean {
  return outcome !== 'completed' || (losingCounts && new Exact(pnlUsd).isNegative());
}

/** Share of requests that failed; too few of them say nothing. */
export function apiErrors(
  { requests, errors }: { readonly requests: number; readonly errors: number },
  limits: { readonly errorFraction: string; readonly minRequests: number },
): Verdict {
  const share = requests === 0 ? '0' : new Exact(errors).div(requests).toFixed(4, BigNumber.ROUND_FLOOR);
  const figures = { requests: String(requests), errors: String(errors) };
  const seen = verdict(share, limits.errorFraction, figures);
  return requests < limits.minRequests ? { ...seen, kind: 'under' } : seen;
}

/** Something that lasts, or lies apart, so many ms: a disconnect, an orphan, a clock. The sign does not matter. */
export function tooLong(ms: number, limitMs: number, figures: Verdict['figures'] = {}): Verdict {
  return verdict(Math.abs(ms).toFixed(0), String(limitMs), figures);
}

/** Differences that reconciliation has found above dust: one is one too many. */
export function differences(count: number): Verdict {
  return verdict(String(count), '1', { differences: String(count) });
}

/** The smaller of an amount and a share of equity, in USD: targets and alerts of the drawdown. */
export function smallerLimitUsd(
  equityUsd: string,
  { usd, fraction }: { readonly usd: string; readonly fraction: string },
): string {
  return Exact.min(usd, shareOf(equityUsd, fraction)).toFixed(USD_PLACES, BigNumber.ROUND_FLOOR);
}

function lossVerdict({ lossUsd, limitUsd, of }: Loss, figures: Verdict['figures']): Verdict {
  const isOver = lossUsd.isPositive() && !lossUsd.isZero() && lossUsd.gte(limitUsd);
  return {
    kind: isOver ? 'over' : 'under',
    value: lossUsd.toFixed(USD_PLACES, BigNumber.ROUND_HALF_UP),
    threshold: limitUsd.toFixed(USD_PLACES, BigNumber.ROUND_FLOOR),
    figures: { ...figures, of },
  };
}

function nearer(a: Loss, b: Loss): Loss {
  return a.lossUsd.times(b.limitUsd).gte(b.lossUsd.times(a.limitUsd)) ? a : b;
}

const lossOf = (usd: string): Exact => Exact.max(usd, 0);

/** Of an equity below zero there is no share to lose. */
const shareOf = (usd: string, fraction: string): Exact => Exact.max(usd, 0).times(fraction);

function verdict(value: string, threshold: string, figures: Verdict['figures']): Verdict {
  return { kind: new Exact(value).gte(threshold) ? 'over' : 'under', value, threshold, figures };
}
