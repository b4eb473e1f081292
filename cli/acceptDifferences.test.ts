import { reconciliationReport } from '../tests/reconciliation/reports';
import { adjustmentsOf } from './acceptDifferences';

const report = reconciliationReport({
  venue: 'bybit',
  atMs: 7,
  outcome: 'differs',
  differences: [
    { kind: 'balance', subject: 'USDT', ours: '100.5', theirs: '350.25', aboveDust: true },
    { kind: 'untradedBalance', subject: 'AIR', ours: '0', theirs: '3', aboveDust: true },
    { kind: 'unknownFill', subject: 'bybit:BTC/USDT 1 2', theirs: 'buy 1', aboveDust: true },
  ],
});

describe('adjustmentsOf', () => {
  it('brings balances to what the venue holds, and nothing else', () => {
    const accepted = adjustmentsOf(report, { by: 'ann', reason: 'deposit' });

    expect(accepted).toEqual([
      {
        id: 'bybit:USDT:7',
        mode: 'simulator',
        venue: 'bybit',
        asset: 'USDT',
        amount: '249.75',
        by: 'ann',
        reason: 'deposit',
      },
      {
        id: 'bybit:AIR:7',
        mode: 'simulator',
        venue: 'bybit',
        asset: 'AIR',
        amount: '3',
        by: 'ann',
        reason: 'deposit',
      },
    ]);
  });
});
