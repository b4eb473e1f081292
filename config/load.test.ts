import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { NAMED_VARIABLES, type Environment } from './environment';
import { ConfigError } from './errors';
import { loadConfig } from './load';
import { printedConfig } from './print';

const root = join(__dirname, '..');

const folder = mkdtempSync(join(tmpdir(), 'holdfast-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function load(yaml: string, environment: Environment = {}, flags: Record<string, unknown> = {}) {
  const userFile = join(folder, 'holdfast.yaml');
  writeFileSync(userFile, yaml);
  return loadConfig({ root, userFile, environment, flags });
}

function mistakes(yaml: string, environment: Environment = {}): string {
  try {
    load(yaml, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('loadConfig', () => {
  it('accepts the defaults as they stand', () => {
    const { config } = load('');
    expect(config.mode).toBe('paper');
    expect(config.strategies.spread.minNetBps).toBe('5');
  });

  it('lets each layer overrule the one below: defaults, profile, file, environment, flags', () => {
    const environment = { HOLDFAST__CEILINGS__ORDER_USD: '3000' };
    const { config } = load(
      'profile: gekko\nceilings: { orderUsd: "1", opportunityUsd: "80000" }',
      environment,
      {
        streams: { shards: 3 },
      },
    );
    expect(config.aggressivenessFraction).toBe('0.9');
    expect(config.ceilings).toEqual({ orderUsd: '3000', opportunityUsd: '80000' });
    expect(config.streams.shards).toBe(3);
  });

  it('names an unknown key, the file that set it and the key that was meant', () => {
    expect(mistakes('streams: { stalenesMs: 400 }')).toMatch(
      /^streams\.stalenesMs: unknown key: did you mean stalenessMs\? \(set in .*holdfast\.yaml\)$/,
    );
  });

  it.each([
    [
      'a duration with a unit',
      'streams: { stalenessMs: 5s }',
      /streams\.stalenessMs: is "5s": write whole milli/,
    ],
    [
      'a decimal without quotes',
      'costs: { safetyBufferBps: 0.1 }',
      /costs\.safetyBufferBps: is 0\.1: write a decimal in quotes/,
    ],
    ['a decimal with a unit', "costs: { safetyBufferBps: '5 bps' }", /without a unit/],
    [
      'a share above one',
      "limits: { allocationFraction: '1.5' }",
      /limits\.allocationFraction: .*not be above 1/,
    ],
    [
      'plain text to another machine',
      'venues: { bybit: { restUrl: "http://example.com" } }',
      /http:\/\/ is allowed to this machine only/,
    ],
    [
      'limits that contradict',
      "ceilings: { orderUsd: '9000' }",
      /ceilings\.opportunityUsd: .*not be below orderUsd/,
    ],
    ['live trading', 'mode: live', /mode: is "live": live is refused/],
    ['broken YAML', 'mode: [', /\(line 1\): not YAML/],
  ])('refuses %s and says what to write', (_, yaml, expected) => {
    expect(mistakes(yaml)).toMatch(expected);
  });

  it('says which variable is missing', () => {
    expect(mistakes('venues: { bybit: { apiKey: "${NO_SUCH_KEY}" } }')).toMatch(
      /venues\.bybit\.apiKey: the variable NO_SUCH_KEY is not set/,
    );
  });

  it('names the variable that holds a wrong value', () => {
    expect(mistakes('', { HOLDFAST__STREAMS__SHARDS: 'two' })).toMatch(
      /set in environment HOLDFAST__STREAMS__SHARDS/,
    );
  });

  it('never prints a secret', () => {
    const loaded = load('', { BYBIT_API_SECRET: 'canary-7c1' });
    expect(loaded.config.venues['bybit']?.apiSecret.reveal()).toBe('canary-7c1');
    expect(inspect(loaded.config, { depth: 9 }) + JSON.stringify(loaded.config)).not.toContain('canary');
    const printed = printedConfig(loaded).find(({ key }) => key === 'venues.bybit.apiSecret');
    expect(printed).toEqual({
      key: 'venues.bybit.apiSecret',
      value: '[redacted]',
      source: 'environment BYBIT_API_SECRET',
    });
  });
});

describe('.env.example', () => {
  it('lists exactly the variables that have a name of their own', () => {
    const listed = readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#?([A-Z_]+)=/gm);
    expect([...listed].map(([, name]) => name).sort()).toEqual(Object.keys(NAMED_VARIABLES).sort());
  });
});
