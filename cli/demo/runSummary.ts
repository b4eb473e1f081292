import type { TradeOutcome } from '../../domain/lifecycle/tradeState';
import { Exact, asUsd, type Usd } from '../../domain/money';
import { EXIT, type ExitCode } from '../exitCodes';
import { percentile } from './percentile';

/** One trade of the run, as far as the summary counts it. */
export interface RunTrade {
  /** `undefined` while the trade is open. */
  readonly outcome: TradeOutcome | undefined;
  readonly pnlUsd: Usd | undefined;
  readonly tickToOrdersMs: number | undefined;
}

/** What the simulated venues' own record says, compared with ours. */
export interface Verdict {
  readonly ordersSent: number;
  readonly duplicates: number;
  /** One line each. */
  readonly differences: readonly string[];
}

/** The last line of `demo --json`; counts concern this run. */
export interface RunSummary {
  readonly trades: {
    readonly completed: number;
    readonly denied: number;
    readonly aborted: number;
    readonly unwound: number;
    readonly needsOperator: number;
    /** Not closed when the run ended, those of earlier runs too; the next start goes on with them. */
    readonly open: number;
  };
  readonly orders: { readonly sent: number; readonly duplicates: number };
  readonly orphans: { readonly count: number; readonly maxMs: number };
  readonly ledger: { readonly differences: number };
  /** Tick → the later of both orders' socket writes; `null` where no trade sent an order. */
  readonly latencyMs: { readonly tickToOrders: { readonly p50: number | null; readonly p99: number | null } };
  readonly pnlUsd: Usd;
}

/** Counts a run. PnL is the sum over closed trades, in decimals. */
export function summarizeRun(
  trades: readonly RunTrade[],
  orphanMs: readonly number[],
  verdict: Verdict,
): RunSummary {
  const count = (outcome: TradeOutcome | undefined): number =>
    trades.filter((trade) => trade.outcome === outcome).length;
  const latenciesMs = trades.flatMap((trade) =>
    trade.tickToOrdersMs === undefined ? [] : Math.round(trade.tickToOrdersMs * 1_000) / 1_000,
  );
  const pnlUsd = trades.reduce((sum, trade) => sum.plus(trade.pnlUsd ?? 0), new Exact(0));
  return {
    trades: {
      completed: count('completed'),
      denied: count('denied'),
      aborted: count('aborted'),
      unwound: count('unwound'),
      needsOperator: count('needs-operator'),
      open: count(undefined),
    },
    orders: { sent: verdict.ordersSent, duplicates: verdict.duplicates },
    orphans: { count: orphanMs.length, maxMs: Math.max(0, ...orphanMs) },
    ledger: { differences: verdict.differences.length },
    latencyMs: { tickToOrders: { p50: percentile(latenciesMs, 0.5), p99: percentile(latenciesMs, 0.99) } },
    pnlUsd: asUsd(pnlUsd),
  };
}

/** 6 where a promise is broken: a duplicate order, a ledger difference, or a trade that needs an operator; 5 where trades did not finish in time. */
export function exitCodeOf(summary: RunSummary): ExitCode {
  const broken = summary.orders.duplicates + summary.ledger.differences + summary.trades.needsOperator;
  if (broken > 0) return EXIT.promiseBroken;
  return summary.trades.open > 0 ? EXIT.timeout : EXIT.ok;
}
