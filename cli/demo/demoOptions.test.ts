import { UserError } from '../userError';
import { parseDemoOptions, type RawDemoOptions } from './demoOptions';

const raw = (overrides: Partial<RawDemoOptions> = {}): RawDemoOptions => ({
  market: 'synthetic',
  fees: 'real',
  seed: '1',
  ...overrides,
});

describe('parseDemoOptions', () => {
  it('runs until Ctrl-C on the synthetic market when nothing is asked for', () => {
    expect(parseDemoOptions(raw())).toEqual({
      forMs: undefined,
      json: false,
      market: 'synthetic',
      fromMs: 0,
      fees: 'real',
      minNetBps: undefined,
      seed: 1,
      opening: undefined,
      chaos: false,
      strategies: [],
    });
  });

  it('reads a replay from the middle of the recording', () => {
    const options = parseDemoOptions(
      raw({ market: 'replay', from: '180s', fees: 'zero', minNetBps: '3', for: '60s' }),
    );
    expect(options).toMatchObject({ fromMs: 180_000, fees: 'zero', minNetBps: '3', forMs: 60_000 });
  });

  it.each<[string, Partial<RawDemoOptions>]>([
    ['--market', { market: 'mirror' }],
    ['--fees', { fees: 'none' }],
    ['--min-net-bps', { minNetBps: '3bps' }],
    ['--seed', { seed: '1.5' }],
    ['--opening', { opening: 'both' }],
    ['--chaos', { market: 'replay', chaos: true }],
    ['--for', { for: '60' }],
    ['--from', { market: 'replay', from: '180' }],
    ['--from', { from: '180s' }],
  ])('refuses a wrong %s by name', (flag, overrides) => {
    expect(() => parseDemoOptions(raw(overrides))).toThrow(UserError);
    expect(() => parseDemoOptions(raw(overrides))).toThrow(flag);
  });
});
