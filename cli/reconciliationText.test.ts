import { reconciliationReport as report } from '../tests/reconciliation/reports';
import { EXIT } from './exitCodes';
import { reconciliationExitCode, reconciliationText } from './reconciliationText';

const btc = { kind: 'balance', subject: 'BTC', ours: '2', theirs: '1', aboveDust: true } as const;
const unread = [{ part: 'balances', cause: 'HTTP 502' }];

describe('reconciliationText', () => {
  it('says in one line that nothing was found', () => {
    expect(reconciliationText([report()], false)).toBe('binance: clean (balances, 1 reading, 2.6 s)');
  });

  it('shows both sides of what differs', () => {
    const text = reconciliationText([report({ outcome: 'differs', readings: 2, differences: [btc] })], false);

    expect(text).toMatch(/binance: differs \(balances, 2 readings/);
    expect(text).toMatch(/binance +balance +BTC +2 +1 +DIFFERS/);
  });

  it('names what could not be read', () => {
    expect(reconciliationText([report({ outcome: 'unreadable', unreadable: unread })], false)).toContain(
      'not read: balances: HTTP 502',
    );
  });
});

describe('reconciliationExitCode', () => {
  it.each([
    ['nothing was found', report(), EXIT.ok],
    [
      'something was healed',
      report({ outcome: 'healed', healed: [{ ...btc, kind: 'missedFill' }] }),
      EXIT.ok,
    ],
    ['a difference stands', report({ outcome: 'differs', differences: [btc] }), EXIT.promiseBroken],
    ['a venue can not be read', report({ outcome: 'unreadable', unreadable: unread }), EXIT.notRunning],
  ])('tells a script that %s', (_what, found, code) => {
    expect(reconciliationExitCode([report(), found])).toBe(code);
  });
});
