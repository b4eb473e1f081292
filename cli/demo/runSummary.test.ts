import { asUsd } from '../../domain/money';
import { exitCodeOf, summarizeRun, type RunTrade, type Verdict } from './runSummary';

const clean: Verdict = { ordersSent: 4, duplicates: 0, differences: [] };
const trade = (overrides: Partial<RunTrade>): RunTrade => ({
  outcome: 'completed',
  pnlUsd: asUsd('0.1'),
  tickToOrdersMs: 20,
  ...overrides,
});

describe('summarizeRun', () => {
  it('counts each outcome, open trades apart', () => {
    const trades = [
      trade({}),
      trade({}),
      trade({ outcome: 'denied' }),
      trade({ outcome: undefined }),
      trade({ outcome: 'needs-operator' }),
    ];
    expect(summarizeRun(trades, [], clean).trades).toEqual({
      completed: 2,
      denied: 1,
      aborted: 0,
      unwound: 0,
      needsOperator: 1,
      open: 1,
    });
  });

  it('adds cents without float error', () => {
    const trades = [
      trade({ pnlUsd: asUsd('0.1') }),
      trade({ pnlUsd: asUsd('0.2') }),
      trade({ pnlUsd: asUsd('-0.05') }),
    ];
    expect(summarizeRun(trades, [], clean).pnlUsd).toBe('0.25');
  });

  it('leaves trades that sent nothing out of the latency', () => {
    const trades = [
      trade({ tickToOrdersMs: 10 }),
      trade({ tickToOrdersMs: undefined }),
      trade({ tickToOrdersMs: 30 }),
    ];
    expect(summarizeRun(trades, [], clean).latencyMs.tickToOrders).toEqual({ p50: 10, p99: 30 });
  });

  it('reports the longest orphan', () => {
    expect(summarizeRun([], [120, 340], clean).orphans).toEqual({ count: 2, maxMs: 340 });
    expect(summarizeRun([], [], clean).orphans).toEqual({ count: 0, maxMs: 0 });
  });
});

describe('exitCodeOf', () => {
  it('is 0 when every promise holds, orphans or not', () => {
    expect(exitCodeOf(summarizeRun([trade({})], [900], clean))).toBe(0);
  });

  it('is 5 while a trade is still open: its legs may be naked', () => {
    expect(exitCodeOf(summarizeRun([trade({}), trade({ outcome: undefined })], [], clean))).toBe(5);
  });

  it.each<[string, RunTrade[], Verdict]>([
    ['a duplicate', [], { ...clean, duplicates: 1 }],
    ['a ledger difference', [], { ...clean, differences: ['balance binance BTC'] }],
    ['a trade that needs an operator', [trade({ outcome: 'needs-operator' })], clean],
  ])('is 6 on %s', (_what, trades, verdict) => {
    expect(exitCodeOf(summarizeRun(trades, [], verdict))).toBe(6);
  });
});
