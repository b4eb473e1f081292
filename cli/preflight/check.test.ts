import { EXIT } from '../exitCodes';
import { preflightExitCode, type Check } from './check';
import { partCheck } from './partCheck';
import { countsOf, preflightText } from './preflightText';

const pass: Check = { group: 'limit', name: 'freshness', found: 'fresh', state: 'pass' };
const warn: Check = {
  group: 'balance',
  name: 'bybit balances',
  found: 'none',
  state: 'warn',
  remedy: 'move some',
};
const unfit: Check = {
  group: 'permission',
  name: 'binance trader withdraw',
  found: 'MAY WITHDRAW',
  state: 'fail',
  remedy: 'make another',
  why: 'unfit',
};
const down: Check = { ...unfit, group: 'dependency', name: 'redis', why: 'unreachable' };

describe('the exit code of a pre-flight check', () => {
  it.each([
    ['0 where all pass or warn', [pass, warn, { ...pass, state: 'off' as const }], EXIT.ok],
    ['4 where an answer is not good enough', [pass, unfit], EXIT.configuration],
    ['3 where something can not be asked', [pass, down], EXIT.notRunning],
    ['3 where both, since what could not be asked may hide more', [unfit, down], EXIT.notRunning],
  ])('is %s', (_what, checks, code) => {
    expect(preflightExitCode(checks)).toBe(code);
  });
});

describe('a part as health sees it', () => {
  it('keeps what to do about it', () => {
    const part = { part: 'redis', detail: 'gone', remedy: 'start it' };
    expect(partCheck('dependency', { ...part, kind: 'up' })).toMatchObject({ state: 'pass', found: 'gone' });
    expect(partCheck('stop', { ...part, kind: 'warning' })).toMatchObject({
      state: 'warn',
      remedy: 'start it',
    });
    expect(partCheck('dependency', { ...part, kind: 'down' })).toMatchObject({
      state: 'fail',
      why: 'unreachable',
      remedy: 'start it',
    });
  });
});

describe('the text of a pre-flight check', () => {
  it('has what to do below each line that warns or fails, and counts at its end', () => {
    const checks = [unfit, warn, pass];
    expect(preflightText({ mode: 'paper', stack: undefined, checks }).split('\n')).toEqual([
      'Mode paper, the configuration; nothing of it runs here.',
      '',
      'What the keys may do',
      '  fail  binance trader withdraw  MAY WITHDRAW',
      '        → make another',
      '',
      'Balances',
      '  warn  bybit balances           none',
      '        → move some',
      '',
      'Limits',
      '  pass  freshness                fresh',
      '',
      '1 pass, 0 off, 1 warn, 1 fail.',
    ]);
    expect(countsOf(checks)).toEqual({ pass: 1, off: 0, warn: 1, fail: 1 });
  });
});
