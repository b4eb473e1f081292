import { asUsd } from '../../domain/money';
import type { LatchSettings } from '../../storage/settings';
import { latchChecks, type LatchesFound } from './latchChecks';

const paper: LatchSettings = {
  tradingMode: { value: 'PAPER', setBy: 'cli:ada', setAtMs: Date.UTC(2026, 0, 2) },
  gateOff: undefined,
};
const live: LatchSettings = { ...paper, tradingMode: { ...paper.tradingMode, value: 'LIVE' } };
const reasoned: LatchSettings = { ...live, gateOff: { value: 'no model yet', setBy: 'cli:ada', setAtMs: 0 } };

function found(mode: LatchesFound['config']['mode'], on: boolean): LatchesFound {
  return {
    config: {
      mode,
      latches: { liveOrderPostingEnabled: on, intelligenceGateEnabled: true },
      ceilings: { orderUsd: asUsd('500'), opportunityUsd: asUsd('2000') },
    },
    settings: on ? live : paper,
    keyFaults: on ? [] : ['binance trader: KEY_WITHDRAWS'],
  };
}
const statesOf = (latches: LatchesFound) => latchChecks(latches).map(({ state }) => state);

describe('the latches to real money', () => {
  it('are six, and all pass in live when all are on', () => {
    const checks = latchChecks(found('live', true));
    expect(checks.map(({ name }) => name)).toEqual([
      '1 mode',
      '2 order posting',
      '3 keys',
      '4 trading mode',
      '5 ceilings',
      '6 intelligence gate',
    ]);
    expect(checks.every(({ state }) => state === 'pass')).toBe(true);
    expect(checks[4]?.found).toBe('500 USD an order, 2000 USD an opportunity');
  });

  it('fail in live where they are off, each with what to do', () => {
    const checks = latchChecks(found('live', false));
    expect(checks.map(({ state }) => state)).toEqual(['pass', 'fail', 'fail', 'fail', 'pass', 'pass']);
    expect(checks[1]).toMatchObject({
      remedy: expect.stringContaining('LIVE_ORDER_POSTING_ENABLED=true') as unknown,
    });
    expect(checks[2]).toMatchObject({ found: 'binance trader: KEY_WITHDRAWS', why: 'unfit' });
    expect(checks[3]).toMatchObject({
      found: 'PAPER, set by cli:ada at 2026-01-02T00:00:00.000Z',
      remedy: 'holdfast mode LIVE --reason "…"',
    });
  });

  it.each(['simulator', 'paper', 'dry-run', 'testnet'] as const)('fail nothing in %s', (mode) => {
    expect(statesOf(found(mode, false))).toEqual(['off', 'off', 'off', 'off', 'pass', 'pass']);
  });

  it('count a gate that is off as on by its recorded reason alone', () => {
    const on = found('live', true);
    const config = { ...on.config, latches: { ...on.config.latches, intelligenceGateEnabled: false } };
    expect(latchChecks({ ...on, config, settings: reasoned })[5]).toMatchObject({
      state: 'pass',
      found: 'switched off by cli:ada: no model yet',
    });
    expect(latchChecks({ ...on, config })[5]).toMatchObject({
      state: 'fail',
      remedy: expect.stringContaining('holdfast gate off') as unknown,
    });
  });

  it('are not known without a database: live can not be cleared then', () => {
    const unknown = { ...found('live', true), settings: undefined };
    expect(latchChecks(unknown)[3]).toMatchObject({ state: 'fail', why: 'unreachable' });
    expect(statesOf({ ...found('paper', true), settings: undefined })[3]).toBe('off');
  });
});
