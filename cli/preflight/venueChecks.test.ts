import type { KeyPermissions } from '../../domain/keyPermissions';
import { asAmount } from '../../domain/money';
import { accountChecks } from './accountChecks';
import { balanceChecks } from './balanceCheck';
import type { Check, Reading } from './check';
import { clockChecks } from './clockCheck';
import { permissionChecks, type PermissionContext } from './permissionChecks';
import type { KeyReading, VenueReading } from './venueReading';

const NOW_MS = Date.UTC(2026, 6, 1);
const DAY_MS = 86_400_000;
const GOOD_KEY: KeyPermissions = {
  canTrade: true,
  canWithdraw: false,
  ipBound: true,
  madeAtMs: NOW_MS - 10 * DAY_MS,
};
const holding = (free: Readonly<Record<string, string>>) =>
  Object.entries(free).map(([asset, text]) => ({ asset, total: asAmount(text), free: asAmount(text) }));

function asked(
  rights: Partial<KeyPermissions> = {},
  free: Readonly<Record<string, string>> = { USDT: '5' },
): KeyReading {
  return {
    kind: 'asked',
    balances: { kind: 'read', value: holding(free) },
    permissions: { kind: 'read', value: { ...GOOD_KEY, ...rights } },
  };
}

function reading(overrides: Partial<VenueReading> = {}): VenueReading {
  return {
    venue: 'binance',
    restUrl: 'https://api.binance.com',
    section: 'venues.binance',
    publicWsUrl: 'wss://stream.binance.com:9443',
    clockOffsetMs: { kind: 'read', value: 3 },
    marketData: { kind: 'read', value: undefined },
    keys: { trader: asked(), guard: asked() },
    ...overrides,
  };
}
const away: Reading<never> = { kind: 'unreachable', detail: 'connect ECONNREFUSED' };
const real: PermissionContext = { mode: 'live', nowMs: NOW_MS, ownAddresses: ['10.0.0.5'] };
const named = (checks: readonly Check[], name: string) => checks.find((check) => check.name === name);

describe('accounts', () => {
  it('pass where the venue answers and takes both keys', () => {
    expect(accountChecks(reading()).map(({ name, state }) => `${state} ${name}`)).toEqual([
      'pass binance orders',
      'pass binance market data',
      'pass binance trader key',
      'pass binance guard key',
    ]);
  });

  it('name the address that does not answer and the key that sets it, and say nothing of untried keys', () => {
    const keys = { trader: { kind: 'untried' }, guard: { kind: 'untried' } } as const;
    const checks = accountChecks(reading({ clockOffsetMs: away, marketData: away, keys }));
    expect(checks).toMatchObject([
      {
        state: 'fail',
        why: 'unreachable',
        found: 'https://api.binance.com: connect ECONNREFUSED',
        remedy: expect.stringContaining('venues.binance.restUrl') as unknown,
      },
      { state: 'fail', why: 'unreachable', name: 'binance market data' },
    ]);
  });

  it('fail once on missing keys, with what to set', () => {
    const missing: KeyReading = { kind: 'missing', problem: 'venues.binance.apiKey: missing: set it' };
    const checks = accountChecks(reading({ keys: { trader: missing, guard: missing } }));
    expect(checks.filter(({ state }) => state === 'fail')).toEqual([
      {
        group: 'account',
        name: 'binance trader key',
        state: 'fail',
        found: 'missing',
        remedy: 'venues.binance.apiKey: missing: set it',
        why: 'unfit',
      },
    ]);
  });

  it('warn of a guard without a key of its own', () => {
    const checks = accountChecks(reading({ keys: { trader: asked(), guard: { kind: 'borrowed' } } }));
    expect(named(checks, 'binance guard key')).toMatchObject({ state: 'warn' });
  });

  it('tell a key that the venue refuses from a venue that fell silent', () => {
    const refused: KeyReading = {
      kind: 'asked',
      balances: { kind: 'refused', detail: '-2014 API-key format invalid.' },
      permissions: undefined,
    };
    const silent: KeyReading = { ...refused, balances: away };
    const checks = accountChecks(reading({ keys: { trader: refused, guard: silent } }));
    expect(named(checks, 'binance trader key')).toMatchObject({
      state: 'fail',
      why: 'unfit',
      found: 'the venue refuses it: -2014 API-key format invalid.',
    });
    expect(named(checks, 'binance guard key')).toMatchObject({ state: 'fail', why: 'unreachable' });
    expect(permissionChecks(reading({ keys: { trader: refused, guard: silent } }), real)).toEqual([]);
  });
});

describe('permissions', () => {
  it('are four of each role, and pass for a young bound key that trades alone', () => {
    const checks = permissionChecks(reading(), real);
    expect(checks.map(({ name }) => name)).toEqual(
      ['trader', 'guard'].flatMap((role) =>
        ['trade', 'withdraw', 'address', 'age'].map((what) => `binance ${role} ${what}`),
      ),
    );
    expect(checks.every(({ state }) => state === 'pass')).toBe(true);
  });

  it.each([
    { rights: { canWithdraw: true }, name: 'binance guard withdraw', state: 'fail', remedy: /KEY_WITHDRAWS/ },
    { rights: { canTrade: false }, name: 'binance guard trade', state: 'fail', remedy: /KEY_CANNOT_TRADE/ },
    { rights: { ipBound: false }, name: 'binance guard address', state: 'warn', remedy: /10\.0\.0\.5/ },
    {
      rights: { madeAtMs: NOW_MS - 90 * DAY_MS },
      name: 'binance guard age',
      state: 'warn',
      remedy: /vault set binance/,
    },
  ])('find $name to $state where the venue says so', ({ rights, name, state, remedy }) => {
    const checks = permissionChecks(reading({ keys: { trader: asked(), guard: asked(rights) } }), real);
    expect(checks.filter((check) => check.state !== 'pass')).toMatchObject([
      { name, state, remedy: expect.stringMatching(remedy) as unknown },
    ]);
  });

  it('pass a key of 89 days', () => {
    const young = reading({ keys: { trader: asked({ madeAtMs: NOW_MS - 89 * DAY_MS }), guard: asked() } });
    expect(named(permissionChecks(young, real), 'binance trader age')).toMatchObject({ state: 'pass' });
  });

  it('want no binding and no youth of a key without real money, but never the right to withdraw', () => {
    const key = asked({ ipBound: false, canWithdraw: true, madeAtMs: 0 });
    const checks = permissionChecks(reading({ keys: { trader: key, guard: { kind: 'borrowed' } } }), {
      ...real,
      mode: 'simulator',
    });
    expect(checks.map(({ state }) => state)).toEqual(['pass', 'fail', 'off', 'off']);
  });

  it('are not asked at test environments', () => {
    const key: KeyReading = { kind: 'asked', balances: { kind: 'read', value: [] }, permissions: undefined };
    const checks = permissionChecks(reading({ keys: { trader: key, guard: key } }), {
      ...real,
      mode: 'testnet',
    });
    expect(checks).toMatchObject([
      {
        name: 'binance trader permissions',
        state: 'off',
        found: expect.stringContaining('test environments') as unknown,
      },
      { name: 'binance guard permissions', state: 'off' },
    ]);
  });

  it('fail where the venue does not tell them', () => {
    const key: KeyReading = { kind: 'asked', balances: { kind: 'read', value: [] }, permissions: away };
    expect(permissionChecks(reading({ keys: { trader: key, guard: asked() } }), real)[0]).toMatchObject({
      state: 'fail',
      why: 'unreachable',
    });
  });
});

describe('the clock', () => {
  it.each([
    [249, 'pass'],
    [-250, 'warn'],
    [499, 'warn'],
    [-500, 'fail'],
    [5_000, 'fail'],
  ] as const)('at %i ms of 500 is a %s', (offsetMs, state) => {
    const [check] = clockChecks(reading({ clockOffsetMs: { kind: 'read', value: offsetMs } }), 500);
    expect(check).toMatchObject({ state, found: `${offsetMs} ms from ours, 500 ms stop the venue` });
  });

  it('says nothing where the venue is away: that is told of already', () => {
    expect(clockChecks(reading({ clockOffsetMs: away }), 500)).toEqual([]);
  });
});

describe('balances', () => {
  const symbols = ['BTC/USDT', 'ETH/USDT'];
  const held = (free: Readonly<Record<string, string>>) =>
    balanceChecks(reading({ keys: { trader: asked({}, free), guard: asked() } }), symbols);

  it('tell what is free of what is traded, and what is not there', () => {
    expect(held({ USDT: '100.5', BTC: '0.2', DUST: '9' })).toEqual([
      {
        group: 'balance',
        name: 'binance balances',
        state: 'pass',
        found: 'free: 100.5 USDT, 0.2 BTC; none of ETH',
      },
    ]);
  });

  it('warn where nothing can be bought', () => {
    expect(held({ BTC: '0.2', USDT: '0' })).toMatchObject([
      { state: 'warn', remedy: expect.stringContaining('move USDT to binance') as unknown },
    ]);
  });

  it('say nothing where they could not be read', () => {
    expect(
      balanceChecks(reading({ keys: { trader: { kind: 'untried' }, guard: asked() } }), symbols),
    ).toEqual([]);
  });
});
