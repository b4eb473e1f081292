import { createBreakerReports } from '../../storage/breakerReports';
import { createBreakers, type BreakerVerdict } from '../../storage/breakers';
import { createControls } from '../../storage/controls';
import { createDatabase } from '../../storage/database';
import type { StepResult } from '../../domain/lifecycle/steps';
import { NO_FUNDS } from '../execution/fakeVenue';
import { openDesk, type TradingDesk } from '../execution/tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const breakers = () => createBreakers(desk.database);
const reports = () => createBreakerReports(desk.database);
const outcomeOf = (result: StepResult) =>
  result.kind === 'denied' ? result.denial.code : result.situation.kind;
const open = (owner = 'a') => desk.process(owner).openLegs(desk.plan(), []);

/** A verdict on the venue `bybit` that is over, unless changed. */
function verdict(changes: Partial<BreakerVerdict> = {}): BreakerVerdict {
  return {
    name: 'disconnected',
    scope: 'venue',
    key: 'bybit',
    breakerKind: 'level',
    kind: 'over',
    value: '31000',
    threshold: '30000',
    figures: {},
    action: 'stop-venue',
    stops: [{ scope: 'venue', key: 'bybit', state: 'REDUCING' }],
    followUp: null,
    cooldownMs: null,
    revisionSeen: 0,
    tradeId: null,
    ...changes,
  };
}
const reset = (changes: { by?: string; reason?: string; key?: string | null } = {}) =>
  breakers().reset({
    mode: 'simulator',
    name: 'disconnected',
    key: null,
    by: 'ada',
    reason: 'line is back',
    ...changes,
  });
/** Lets time pass for the database, where the times of breakers stand. */
const pass = (ms: number) =>
  desk.ask(
    `update breakers set tripped_at = tripped_at - ${ms} * interval '1 ms', clear_since = clear_since - ${ms} * interval '1 ms'`,
  );

describe('a tripped breaker', () => {
  it('denies begins by its name, with its figures', async () => {
    await breakers().observe('simulator', [verdict()]);
    expect(await open()).toMatchObject({
      kind: 'denied',
      denial: {
        code: 'BREAKER_DISCONNECTED',
        figures: { scope: 'venue', key: 'bybit', value: '31000', threshold: '30000' },
      },
    });
    expect([...desk.buyVenue.sent, ...desk.sellVenue.sent]).toEqual([]);
  });

  it.each([
    ['the venue of a leg', { scope: 'venue', key: 'binance' }, 'BREAKER_DISCONNECTED'],
    ['another venue', { scope: 'venue', key: 'kraken' }, 'matched'],
    ['the strategy', { scope: 'strategy', key: 'spread' }, 'BREAKER_DISCONNECTED'],
    ['another strategy', { scope: 'strategy', key: 'funding' }, 'matched'],
    ['the pair', { scope: 'pair', key: 'binance:BTC/USDT>bybit:BTC/USDT' }, 'BREAKER_DISCONNECTED'],
    ['another pair', { scope: 'pair', key: 'binance:ETH/USDT>bybit:ETH/USDT' }, 'matched'],
    ['everything', { scope: 'global', key: '' }, 'BREAKER_DISCONNECTED'],
  ] as const)('that stops %s decides so', async (_, stop, expected) => {
    await breakers().observe('simulator', [verdict({ stops: [{ ...stop, state: 'REDUCING' }] })]);
    expect(outcomeOf(await open())).toBe(expected);
  });

  it('of another mode stops nothing here', async () => {
    await breakers().observe('paper', [
      verdict({ stops: [{ scope: 'global', key: '', state: 'REDUCING' }] }),
    ]);
    expect(outcomeOf(await open())).toBe('matched');
  });

  it('lets a chase complete an orphan while reducing', async () => {
    const { steps, request } = await orphanUnder('REDUCING');
    expect(await steps.chaseLegs(request)).toMatchObject({
      kind: 'position',
      situation: { kind: 'matched' },
    });
    expect(desk.sellVenue.sent.map(({ side }) => side)).toEqual(['sell', 'sell']);
  });

  it('has an orphan reversed and never completed while halted', async () => {
    const { steps, request } = await orphanUnder('HALTED');
    expect(outcomeOf(await steps.chaseLegs(request))).toBe('BREAKER_DISCONNECTED');
    expect(await steps.removeOrphan(request)).toMatchObject({ situation: { kind: 'matched' } });
    expect(desk.sellVenue.sent.map(({ side }) => side)).toEqual(['sell']);
    expect(desk.buyVenue.sent.map(({ side }) => side)).toEqual(['buy', 'sell']);
  });

  it('stays tripped for a process that starts later', async () => {
    await breakers().observe('simulator', [verdict()]);
    const url = await databaseUrl();
    const later = createDatabase(url);
    const lines = await createBreakerReports(later).list('simulator');
    await later.close();
    expect(lines).toMatchObject([{ name: 'disconnected', key: 'bybit', state: 'tripped', trips: 1 }]);
    expect(outcomeOf(await open('b'))).toBe('BREAKER_DISCONNECTED');
  });

  it('is one incident, one line in the audit and one trip, however many evaluators see it', async () => {
    const seen = await Promise.all(
      Array.from({ length: 8 }, () => breakers().observe('simulator', [verdict()])),
    );
    expect(seen.flat()).toHaveLength(1);
    expect(await desk.ask('select kind from incidents')).toEqual(['BREAKER_DISCONNECTED']);
    expect(await desk.ask("select action from audit_log where action like 'breaker.%'")).toEqual([
      'breaker.tripped',
    ]);
    expect(await desk.ask('select trips from breakers')).toEqual(['1']);
  });

  it('for an emergency shutdown sets the control in the same commit and leaves the rest to be done', async () => {
    const stops = [{ scope: 'global', key: '', state: 'HALTED' }] as const;
    await breakers().observe('simulator', [
      verdict({
        name: 'drawdown',
        scope: 'global',
        key: '',
        breakerKind: 'count',
        action: 'emergency-shutdown',
        stops,
        followUp: 'emergency-shutdown',
      }),
    ]);
    expect(await createControls(desk.database).inForce()).toMatchObject([
      { scope: 'global', state: 'shutdown', setBy: 'breaker:drawdown' },
    ]);
    const [followUp] = await breakers().followUps('simulator');
    expect(followUp).toMatchObject({ name: 'drawdown', kind: 'emergency-shutdown', shutdownId: '1' });
    if (followUp !== undefined) await breakers().followUpDone('simulator', followUp);
    expect(await breakers().followUps('simulator')).toEqual([]);
  });
});

describe('a reset', () => {
  beforeEach(async () => {
    await breakers().observe('simulator', [verdict()]);
  });

  it('needs a name and a reason', async () => {
    await expect(reset({ by: ' ' })).rejects.toThrow('named operator with a reason');
    await expect(reset({ reason: '' })).rejects.toThrow('named operator with a reason');
    expect(outcomeOf(await open())).toBe('BREAKER_DISCONNECTED');
  });

  it('arms the breaker again, says by whom and why, and lets trades open', async () => {
    expect(await reset()).toMatchObject([{ name: 'disconnected', key: 'bybit' }]);
    expect(await reports().list('simulator')).toMatchObject([
      { state: 'armed', trips: 1, reset: { by: 'ada', reason: 'line is back' }, stops: [] },
    ]);
    expect(await desk.ask("select who from audit_log where action = 'breaker.reset'")).toEqual(['ada']);
    expect(outcomeOf(await open())).toBe('matched');
  });

  it('of another key leaves it tripped', async () => {
    expect(await reset({ key: 'binance' })).toEqual([]);
    expect(outcomeOf(await open())).toBe('BREAKER_DISCONNECTED');
  });

  it('is not undone by figures that were read before it', async () => {
    await reset();
    expect(await breakers().observe('simulator', [verdict({ revisionSeen: 1 })])).toEqual([]);
    expect(await breakers().observe('simulator', [verdict({ revisionSeen: 2 })])).toMatchObject([
      { change: 'tripped' },
    ]);
    expect(await desk.ask('select trips from breakers')).toEqual(['2']);
  });
});

describe('self-healing', () => {
  const healing = (kind: 'over' | 'under', changes: Partial<BreakerVerdict> = {}) =>
    breakers().observe('simulator', [verdict({ kind, cooldownMs: 10_000, revisionSeen: 1, ...changes })]);
  beforeEach(async () => {
    await breakers().observe('simulator', [verdict()]);
  });

  it('waits until the figure has been under its threshold for the cool-down', async () => {
    await pass(60_000);
    expect(await healing('under')).toEqual([]); // begins to wait
    await pass(9_000);
    expect(await healing('under')).toEqual([]);
    await pass(1_000);
    expect(await healing('under')).toMatchObject([{ change: 'healed' }]);
    expect(outcomeOf(await open())).toBe('matched');
  });

  it('waits anew after a relapse', async () => {
    await healing('under');
    await pass(9_999);
    await healing('over');
    expect(await healing('under')).toEqual([]);
    await pass(9_000);
    expect(await healing('under')).toEqual([]);
    expect(outcomeOf(await open())).toBe('BREAKER_DISCONNECTED');
  });

  it('never happens without being declared', async () => {
    await pass(1e9);
    expect(await healing('under', { cooldownMs: null })).toEqual([]);
    expect(outcomeOf(await open())).toBe('BREAKER_DISCONNECTED');
  });

  it('of what is counted waits from the trip, and counts anew', async () => {
    const counted = verdict({
      name: 'failed-trades',
      scope: 'strategy',
      key: 'spread',
      breakerKind: 'count',
    });
    await breakers().observe('simulator', [counted]);
    const again = { ...counted, cooldownMs: 10_000, revisionSeen: 1 };
    expect(await breakers().observe('simulator', [again])).toEqual([]);
    await pass(10_000);
    expect(await breakers().observe('simulator', [again])).toMatchObject([{ change: 'healed' }]);
    const from = "select counted_from > now() - interval '1 min' from breakers where name = 'failed-trades'";
    expect(await desk.ask(from)).toEqual(['true']);
  });
});

describe('risk states', () => {
  it('are the worst of controls and breakers', async () => {
    const controls = createControls(desk.database);
    const control = { state: 'paused', reason: 'test', setBy: 'ada' } as const;
    await controls.set({ ...control, scope: 'venue', key: 'bybit' });
    await controls.set({ ...control, scope: 'strategy', key: 'spread' });
    await breakers().observe('simulator', [
      verdict({ stops: [{ scope: 'venue', key: 'bybit', state: 'HALTED' }] }),
    ]);
    expect(await reports().riskStates('simulator')).toEqual([
      { scope: 'strategy', key: 'spread', state: 'REDUCING' },
      { scope: 'venue', key: 'bybit', state: 'HALTED' },
    ]);
  });
});

/** A trade with one leg filled, and a global stop that was committed after it opened. */
async function orphanUnder(state: 'REDUCING' | 'HALTED') {
  const plan = desk.plan();
  const steps = desk.process('a');
  desk.sellVenue.next(NO_FUNDS);
  const opened = await steps.openLegs(plan, []);
  await breakers().observe('simulator', [verdict({ stops: [{ scope: 'global', key: '', state }] })]);
  const epoch = opened.kind === 'denied' ? 0 : opened.epoch;
  return { steps, request: { plan, epoch, attempt: 1, cause: 'test', transitions: [] } };
}

async function databaseUrl(): Promise<string> {
  const [name] = await desk.ask('select current_database()');
  const [port] = await desk.ask("select setting from pg_settings where name = 'port'");
  const [user] = await desk.ask('select current_user');
  return `postgres://${user ?? ''}@127.0.0.1:${port ?? ''}/${name ?? ''}`;
}
