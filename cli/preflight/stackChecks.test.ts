import type { LimitUse } from '../../storage/limits';
import { commitCheck } from './commitCheck';
import { limitChecks } from './limitChecks';

const row = (overrides: Partial<LimitUse> = {}): LimitUse => ({
  key: 'capital',
  used: '10.50',
  limit: '100.00',
  ageMs: 400,
  ...overrides,
});
const check = (rows: readonly LimitUse[], keys = ['capital']) => limitChecks({ rows, keys, maxAgeMs: 5_000 });

describe('limits', () => {
  it('pass fresh with what is used of them, and those of an older configuration are not looked at', () => {
    expect(check([row(), row({ key: 'symbol-notional:OLD/USDT', ageMs: 1e9 })])).toEqual([
      {
        group: 'limit',
        name: 'freshness',
        state: 'pass',
        found: 'the oldest is 400 ms old, begins deny after 5.0 s',
      },
      { group: 'limit', name: 'capital', state: 'pass', found: '10.5 of 100 USD used' },
    ]);
  });

  it('fail where the oldest is too old, or one was never refreshed', () => {
    expect(check([row({ ageMs: 5_001 })])[0]).toMatchObject({ state: 'fail', why: 'unfit' });
    expect(check([row()], ['capital', 'order-notional'])[0]).toMatchObject({
      state: 'fail',
      found: 'never refreshed: order-notional',
    });
  });

  it('fail at nil, which means that equity is not known; live capital may be nil by choice', () => {
    expect(check([row({ limit: '0.00' })])[1]).toMatchObject({ state: 'fail', why: 'unfit' });
    expect(check([row({ key: 'live-capital', limit: '0' })], ['live-capital'])[1]).toMatchObject({
      state: 'off',
    });
  });

  it('warn where one is used up', () => {
    expect(check([row({ used: '100' })])[1]).toMatchObject({ state: 'warn', found: '100 of 100 USD used' });
  });

  it.each([
    ['order-notional', '0', '100 USD an order at most'],
    ['trade-notional', '0', '100 USD a trade at most'],
    ['strategy-trades:spread', '3', '3 of 100 used'],
  ])('tell %s in its own unit', (key, used, found) => {
    expect(check([row({ key, used })], [key])[1]).toMatchObject({ state: 'pass', found });
  });
});

describe('commits', () => {
  it('pass on disk and at a standby', () => {
    expect(commitCheck({ standbyNames: 'ANY 1 (a, b)', fsync: true }, 'live')).toMatchObject({
      state: 'pass',
      found: 'on disk here and at ANY 1 (a, b)',
    });
  });

  it.each([
    ['no standby', { standbyNames: '', fsync: true }],
    ['no flush', { standbyNames: 'a', fsync: false }],
  ])('fail in live with %s, and warn nobody else', (_what, safety) => {
    expect(commitCheck(safety, 'live')).toMatchObject({
      state: 'fail',
      why: 'unfit',
      remedy: expect.stringContaining('synchronous_standby_names') as unknown,
    });
    expect(commitCheck(safety, 'paper')).toMatchObject({ state: 'off' });
  });
});
