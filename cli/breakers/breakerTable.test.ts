import { BREAKER_NAMES } from '../../domain/risk/breakerNames';
import type { BreakerLine } from '../../storage/breakerReports';
import { breakersText, resetCommand, type BreakerOverview } from './breakerTable';

const line = (changes: Partial<BreakerLine> = {}): BreakerLine => ({
  mode: 'paper',
  name: 'disconnected',
  scope: 'venue',
  key: 'bybit',
  state: 'armed',
  action: 'stop-venue',
  value: '0',
  threshold: '30000',
  figures: {},
  observedAtMs: 0,
  trippedAtMs: undefined,
  trips: 0,
  reset: undefined,
  stops: [],
  ...changes,
});
const overview = (changes: Partial<BreakerOverview> = {}): BreakerOverview => ({
  mode: 'paper',
  riskStates: [],
  breakers: [],
  drawdown: {
    targetUsd: '2000',
    targetFraction: '0.02',
    alertUsd: '5000',
    alertFraction: '0.05',
  } as BreakerOverview['drawdown'],
  nowMs: 100_000,
  ...changes,
});

describe('breakersText', () => {
  it('lists every breaker, also those that have met nothing yet', () => {
    const text = breakersText(overview(), false);
    for (const name of BREAKER_NAMES) expect(text).toContain(name);
    expect(text).toContain('Risk state ACTIVE everywhere.');
  });

  it('tells of a tripped one its value, since when, what it stops and how to reset it', () => {
    const tripped = line({
      state: 'tripped',
      value: '31000',
      trippedAtMs: 70_000,
      trips: 2,
      stops: [{ scope: 'venue', key: 'bybit', state: 'REDUCING' }],
    });
    const riskStates = [{ scope: 'venue', key: 'bybit', state: 'REDUCING' }] as const;
    const text = breakersText(overview({ breakers: [tripped], riskStates }), false);
    expect(text).toContain('Risk states: REDUCING venue bybit; ACTIVE elsewhere.');
    expect(text).toMatch(/disconnected +bybit +tripped +31000 +30000 +ms +30 s ago +2 +REDUCING venue bybit/);
    expect(text).toContain('holdfast breakers reset disconnected --scope bybit --by <name> --reason "…"');
  });

  it('says that a shutdown outlives the reset', () => {
    const drawdown = line({ name: 'drawdown', key: '', state: 'tripped', action: 'emergency-shutdown' });
    expect(breakersText(overview({ breakers: [drawdown] }), false)).toContain('holdfast resume --all');
  });
});

describe('resetCommand', () => {
  it('quotes the key of a pair and leaves out an empty one', () => {
    expect(resetCommand({ name: 'orphan-time', key: 'a:X>b:X' })).toContain("--scope 'a:X>b:X'");
    expect(resetCommand({ name: 'drawdown', key: '' })).toBe(
      'holdfast breakers reset drawdown --by <name> --reason "…"',
    );
  });
});
