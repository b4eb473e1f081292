import pino from 'pino';
import { systemClock } from '../../runtime/clock';
import { createFreeze } from '../../storage/freeze';
import { watchFreeze, type FreezeWatch } from '../../workers/freezeWatch';
import { withFreeze } from '../../venues/withFreeze';
import { until } from '../../cli/chaos/stack/until';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(60_000);
let desk: TradingDesk;
const freezeOf = () => createFreeze(desk.database);
const FROZEN = { frozen: true, reason: 'venue under attack', setBy: 'ada' };
const THAWED = { frozen: false, reason: 'over', setBy: 'ada' };
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const request = (plan: ReturnType<TradingDesk['plan']>, epoch: number) => ({
  plan,
  epoch,
  attempt: 1,
  cause: 'test',
  transitions: [],
});
const sent = () => [...desk.buyVenue.sent, ...desk.sellVenue.sent];

describe('while everything is frozen', () => {
  it('no trade opens, by the name of the freeze', async () => {
    await freezeOf().set(FROZEN);
    const result = await desk.process('trader').openLegs(desk.plan(), []);
    expect(result).toMatchObject({
      kind: 'denied',
      denial: { code: 'CONTROL_FROZEN', figures: { by: 'ada' } },
    });
    expect(sent()).toEqual([]);
  });

  it('no step begins that reduces either, and each begins again when the freeze is lifted', async () => {
    const plan = desk.plan();
    const steps = desk.process('trader');
    const opened = await steps.openLegs(plan, []);
    if (opened.kind !== 'position') throw new Error('not opened');
    const orders = sent().length;
    await freezeOf().set(FROZEN);
    for (const step of ['removeOrphan', 'unwindLegs', 'chaseLegs'] as const) {
      const refused = await steps[step](request(plan, opened.epoch));
      expect(refused).toMatchObject({ kind: 'denied', denial: { code: 'CONTROL_FROZEN' } });
    }
    expect(sent()).toHaveLength(orders);

    await freezeOf().set(THAWED);
    expect(await steps.removeOrphan(request(plan, opened.epoch))).toMatchObject({ kind: 'position' });
  });

  it('orders of a step that had begun before do not leave', async () => {
    const watch = await startWatch();
    const gateways = new Map(
      [desk.buyVenue, desk.sellVenue].map(({ gateway }) => [gateway.venue, withFreeze(gateway, watch)]),
    );
    const steps = desk.process('trader', {
      gateways,
      faultPoint: async (point) => {
        if (point !== 'begin.after') return;
        await freezeOf().set(FROZEN);
        await until('the word of the freeze', () => Promise.resolve(watch.refusal()));
      },
    });
    const result = await steps.openLegs(desk.plan(), []);
    expect(result).toMatchObject({ kind: 'position', situation: { kind: 'nothingFilled' } });
    expect(sent()).toEqual([]);
    await watch.stop();
  });

  it('the operator is called at once, and again each minute while something is open', async () => {
    await desk.process('trader').openLegs(desk.plan(), []);
    await freezeOf().set(FROZEN);
    await freezeOf().set({ ...FROZEN, reason: 'again' }); // twice changes nothing
    const pages = () =>
      desk.ask(`select occurrences from incidents where kind = 'FROZEN' and closed_at is null`);
    expect(await pages()).toEqual(['1']);
    expect(await freezeOf().page(60_000)).toBeUndefined();
    expect(await freezeOf().page(0)).toMatchObject({ trades: 1, reason: 'venue under attack', by: 'ada' });
    expect(await pages()).toEqual(['2']);

    await freezeOf().set(THAWED);
    expect(await pages()).toEqual([]);
    expect(await freezeOf().page(0)).toBeUndefined();
    expect(await desk.ask(`select action from audit_log where action like 'freeze%' order by id`)).toEqual([
      'freeze.on',
      'freeze.on',
      'freeze.off',
    ]);
  });

  it('nobody is called again where nothing is open', async () => {
    await freezeOf().set(FROZEN);
    expect(await freezeOf().page(0)).toBeUndefined();
  });
});

const startWatch = (): Promise<FreezeWatch> =>
  watchFreeze({ database: desk.database, clock: systemClock, logger: pino({ level: 'silent' }) });

describe('a process', () => {
  it('knows a freeze that was set before it started, and hears when it is lifted', async () => {
    await freezeOf().set(FROZEN);
    const watch = await startWatch();
    expect(watch.refusal()).toBe('frozen by ada: venue under attack');
    await freezeOf().set(THAWED);
    await until('the end of the freeze', () =>
      Promise.resolve(watch.refusal() === undefined ? true : undefined),
    );
    await watch.stop();
  });

  it('hears of a freeze within the second also where the notification is lost', async () => {
    const deaf = { ...desk.database, listen: () => undefined };
    const watch = await watchFreeze({
      database: deaf,
      clock: systemClock,
      logger: pino({ level: 'silent' }),
    });
    await freezeOf().set(FROZEN);
    const askedMs = performance.now();
    await until('the poll', () => Promise.resolve(watch.refusal()));
    expect(performance.now() - askedMs).toBeLessThan(1_500);
    await watch.stop();
  });

  it('is not thawed by an answer that was asked for before the freeze and came after it', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let reads = 0;
    let late: Promise<unknown> = Promise.resolve();
    const query = (async (statement) => {
      const rows = await desk.database.query(statement);
      if (statement.name === 'read_freeze' && ++reads === 2) await (late = held);
      return rows;
    }) as typeof desk.database.query;
    const database = { ...desk.database, query };
    const watch = await watchFreeze({ database, clock: systemClock, logger: pino({ level: 'silent' }) });
    await until('the held poll', () => Promise.resolve(reads >= 2 ? true : undefined));
    await freezeOf().set(FROZEN);
    await until('the word', () => Promise.resolve(watch.refusal()));
    release();
    await late;
    await new Promise(setImmediate);
    expect(watch.refusal()).toContain('frozen by ada');
    await watch.stop();
  });

  it('goes by what it knew last while the database is away, frozen or not', async () => {
    let away = false;
    const database = {
      ...desk.database,
      listen: () => undefined,
      query: ((statement) =>
        away
          ? Promise.reject(new Error('away'))
          : desk.database.query(statement)) as typeof desk.database.query,
    };
    const watch = await watchFreeze({ database, clock: systemClock, logger: pino({ level: 'silent' }) });
    away = true;
    expect(watch.refusal()).toBeUndefined();
    away = false;
    await freezeOf().set(FROZEN);
    await until('the poll', () => Promise.resolve(watch.refusal()));
    away = true;
    expect(watch.refusal()).toContain('frozen by ada');
    await watch.stop();
  });

  it('does not start where the freeze can not be read', async () => {
    const database = { ...desk.database, query: () => Promise.reject(new Error('away')) };
    await expect(
      watchFreeze({ database, clock: systemClock, logger: pino({ level: 'silent' }) }),
    ).rejects.toThrow('away');
  });
});
