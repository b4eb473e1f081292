import { join } from 'node:path';
import pino from 'pino';
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import { HEALING_RULES } from '../../domain/reconciliation/healingRules';
import { Exact } from '../../domain/money';
import { createBreakerReports } from '../../storage/breakerReports';
import { createBreakers } from '../../storage/breakers';
import { recordVenueHealth, type VenueSample } from '../../storage/venueHealth';
import { createBreakerFollowUps } from '../../workers/breakerFollowUps';
import { createBreakerWatch } from '../../workers/breakerWatch';
import { FILLED, NO_FUNDS } from '../execution/fakeVenue';
import { openDesk, type TradingDesk } from '../execution/tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

/** 2 BTC and 100 000 USDT on each of two venues, BTC at 50 000. */
const EQUITY = 400_000;
let btcUsd: string | undefined;
let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
  btcUsd = '50000';
});
afterEach(() => desk.close());

const config: Config = {
  ...loadConfig({ root: join(__dirname, '..', '..'), userFile: 'none', environment: {} }).config,
  mode: 'simulator',
};
const breakers = () => createBreakers(desk.database);
const look = (changes: Partial<Config> = {}) =>
  createBreakerWatch({
    config: { ...config, ...changes },
    breakers: breakers(),
    mids: () => Promise.resolve(new Map(btcUsd === undefined ? [] : [['BTC', new Exact(btcUsd)]])),
    logger: pino({ level: 'silent' }),
  })();
const tripped = async () =>
  (await createBreakerReports(desk.database).list('simulator'))
    .filter(({ state }) => state === 'tripped')
    .map(({ name, key }) => `${name} ${key}`.trim());
const line = async (name: string) =>
  (await createBreakerReports(desk.database).list('simulator')).find((each) => each.name === name);
const reset = (name: 'daily-loss' | 'drawdown' | 'failed-trades' | 'orphan-time' | 'strategy-drawdown') =>
  breakers().reset({ mode: 'simulator', name, key: null, by: 'ada', reason: 'looked into it' });

let counter = 0;
/** A closed trade of the strategy, as its close leaves it. */
async function closed(pnlUsd: string, outcome = 'completed', closedAt = 'now()'): Promise<string> {
  const id = `t${String((counter += 1))}`;
  await desk.ask(`insert into trades(trade_id, mode, strategy, symbol, pair_key, slot, plan, epoch, state, outcome, notional_usd, pnl_usd, opened_at, closed_at)
    values ('${id}', 'simulator', 'spread', 'BTC/USDT', 'binance:BTC/USDT>bybit:BTC/USDT', 0, '{}', 1, 'closed', '${outcome}', 1, ${pnlUsd}, ${closedAt}, ${closedAt})`);
  await desk.ask(
    `insert into realised_results values ('simulator', 'spread', 1, ${pnlUsd}, 1) on conflict (mode, strategy, shard) do update set pnl_usd = realised_results.pnl_usd + excluded.pnl_usd`,
  );
  return id;
}

describe('losses', () => {
  it('of the day trip at 5 000 USD of equity that is large, and not a cent before', async () => {
    await look();
    await closed('-4999.99');
    await look();
    expect(await tripped()).toEqual([]);
    await closed('-0.01');
    await look();
    expect(await tripped()).toEqual(['daily-loss']);
  });

  it('of yesterday are not of today, also where nobody looked at midnight', async () => {
    await closed('-6000', 'completed', "now() - interval '1 day'");
    await closed('-10');
    await look();
    expect(await tripped()).toEqual([]);
    await closed('-4990');
    await look();
    expect(await tripped()).toEqual(['daily-loss']);
  });

  it('count once: what a reset has looked at is not counted again', async () => {
    await look();
    await closed('-5000');
    await look();
    await reset('daily-loss');
    await look();
    await look();
    expect(await tripped()).toEqual([]);
    await closed('-5000');
    await look();
    expect(await tripped()).toEqual(['daily-loss']);
  });

  it('are what trades lost, not what coins or deposits are worth', async () => {
    await look();
    btcUsd = '5000'; // the coins that we hold anyway lose nine tenths
    await look();
    expect(await tripped()).toEqual([]);
    await desk.ask("update account_balances set balance = balance + 1000000 where asset = 'USDT'");
    await look();
    expect(await tripped()).toEqual([]);
    expect((await line('drawdown'))?.value).toBe('0.00');
  });

  it('fall from a peak that survives a restart of whoever looks', async () => {
    const patient = { ...config.breakers.dailyLoss, lossUsd: '100000' as never, lossFraction: '1' };
    const falling = { breakers: { ...config.breakers, dailyLoss: patient } };
    await closed('50000');
    await look(falling);
    await closed('-40000');
    await look(falling); // another process: nothing but the database is shared
    expect(await tripped()).toEqual(['strategy-drawdown spread']); // 10 % of 400 000
    expect((await line('drawdown'))?.threshold).toBe(new Exact(EQUITY).times('0.15').toFixed(2));
    await closed('-20000');
    await look(falling);
    expect(await tripped()).toContain('drawdown');
  });

  it('of open trades count at the price of now', async () => {
    const plan = desk.plan();
    const steps = desk.process('a');
    desk.sellVenue.next(NO_FUNDS);
    await steps.openLegs(plan, []); // 0.01 BTC bought at 60 000 and not sold
    const small = {
      ...config.breakers,
      dailyLoss: { ...config.breakers.dailyLoss, lossUsd: '100' as never },
    };
    btcUsd = '60000';
    await look({ breakers: small });
    btcUsd = '51000';
    await look({ breakers: small });
    expect(await tripped()).toEqual([]);
    btcUsd = '50000';
    await look({ breakers: small });
    expect(await tripped()).toEqual(['daily-loss']);
  });

  it('are not judged while something that we hold has no price', async () => {
    await look();
    await closed('-99999');
    btcUsd = undefined;
    await look();
    expect(await tripped()).toEqual([]);
  });

  it('open one incident where a drawdown goes beyond its alert, until it comes back', async () => {
    await closed('10000', 'completed', "now() - interval '2 days'");
    await look();
    await closed('-5001', 'completed', "now() - interval '1 day'");
    await look();
    await look();
    expect(await desk.ask("select count(*) from incidents where kind = 'DRAWDOWN_ALERT'")).toEqual(['1']);
  });
});

describe('failed trades', () => {
  it('stop the strategy at five in a row, counted anew after a reset', async () => {
    for (let i = 0; i < 4; i++) await closed('-0.01');
    await look();
    expect(await tripped()).toEqual([]);
    await closed('0', 'unwound');
    await look();
    expect(await tripped()).toEqual(['failed-trades spread']);
    await reset('failed-trades');
    await closed('-0.01');
    await look();
    expect(await line('failed-trades')).toMatchObject({ state: 'armed', value: '1' });
  });

  it('are not those that found no price, were denied or were stopped by a person', async () => {
    for (let i = 0; i < 5; i++) {
      await closed('0', 'aborted');
      await closed('0', 'denied');
      const killed = await closed('0', 'unwound');
      await desk.ask(
        `insert into trade_events values ('${killed}', 1, 'opening', 'unwinding', 'kill: by hand', 1, '{}')`,
      );
    }
    await look();
    expect(await line('failed-trades')).toMatchObject({ state: 'armed', value: '0' });
  });

  it('are those that a venue refused, and are counted by real closes too', async () => {
    const steps = desk.process('a');
    for (let slotCounter = 1; slotCounter <= 5; slotCounter++) {
      desk.buyVenue.next(NO_FUNDS);
      desk.sellVenue.next(NO_FUNDS);
      await desk.ask("update slots set next_open_at = '-infinity'");
      const plan = desk.plan({ slotCounter });
      const opened = await steps.openLegs(plan, []);
      const epoch = opened.kind === 'denied' ? 0 : opened.epoch;
      const request = { plan, epoch, attempt: 1, cause: 'test', transitions: [] };
      await steps.bookResult({ ...request, outcome: 'aborted' });
    }
    await look();
    expect(await tripped()).toEqual(['failed-trades spread']);
  });
});

describe('the result of closed trades', () => {
  it('is kept as they close', async () => {
    const plan = desk.plan();
    const steps = desk.process('a');
    desk.buyVenue.next(FILLED);
    const opened = await steps.openLegs(plan, []);
    const epoch = opened.kind === 'denied' ? 0 : opened.epoch;
    await steps.bookResult({ plan, epoch, attempt: 1, cause: 'test', transitions: [], outcome: 'completed' });
    const [pnl] = await desk.ask('select pnl_usd from trades');
    expect(Number(pnl)).not.toBe(0);
    expect(await desk.ask('select pnl_usd from realised_results')).toEqual([pnl]);
  });
});

describe('venues', () => {
  const sample = (changes: Partial<VenueSample>): VenueSample => ({
    venue: 'bybit',
    requests: 100,
    errors: 0,
    downForMs: null,
    skewMs: 0,
    ...changes,
  });
  const tell = (changes: Partial<VenueSample>, process = 'trader 1') =>
    recordVenueHealth(desk.database, { mode: 'simulator', process, samples: [sample(changes)] });

  it.each([
    ['api-errors', { errors: 24 }, { errors: 25 }],
    ['disconnected', { downForMs: 29_000 }, { downForMs: 30_000 }],
    ['clock-skew', { skewMs: -499.4 }, { skewMs: -500 }],
  ])('trip %s at its threshold', async (name, under, over) => {
    await tell(under);
    await look();
    expect(await tripped()).toEqual([]);
    await tell(over);
    await look();
    expect(await tripped()).toEqual([`${name} bybit`]);
  });

  it('are judged on all processes together, the worst of them where they differ', async () => {
    await tell({ requests: 50, errors: 0, downForMs: null });
    await tell({ requests: 50, errors: 25, downForMs: 31_000 }, 'trader 2');
    await look();
    expect(await tripped()).toEqual(['api-errors bybit', 'disconnected bybit']);
  });

  it('are not judged by a process that is gone', async () => {
    await tell({ downForMs: 31_000 });
    await desk.ask("update venue_health set at = at - interval '6 s'");
    await look();
    expect(await tripped()).toEqual([]);
  });

  it('heal by themselves when they have been well for the cool-down', async () => {
    await tell({ downForMs: 31_000 });
    await look();
    await tell({ downForMs: null });
    await look();
    await desk.ask("update breakers set clear_since = clear_since - interval '10 s'");
    await look();
    expect(await tripped()).toEqual([]);
    expect(await line('disconnected')).toMatchObject({
      state: 'armed',
      trips: 1,
      reset: { by: 'self-healing' },
    });
  });

  it.each(
    Object.values(HEALING_RULES).flatMap(({ incident, stopsVenue }) => (stopsVenue ? [incident?.kind] : [])),
  )('with %s stop until its incident is closed, whoever resets', async (kind) => {
    await desk.ask(
      `insert into incidents(severity, kind, venue) values ('critical', '${String(kind)}', 'bybit')`,
    );
    await look();
    expect(await tripped()).toEqual(['reconciliation bybit']);
    await breakers().reset({
      mode: 'simulator',
      name: 'reconciliation',
      key: null,
      by: 'ada',
      reason: 'too early',
    });
    await look();
    expect(await tripped()).toEqual(['reconciliation bybit']);
    await desk.ask(
      `update incidents set closed_at = now(), closed_by = 'me', resolution = 'looked' where kind = '${String(kind)}'`,
    );
    await look();
    await desk.ask("update breakers set clear_since = clear_since - interval '1 s'");
    await look();
    expect(await tripped()).toEqual([]);
  });
});

describe('an orphan', () => {
  /** A trade whose opening left an orphan that was known so long ago, gone again after the given time where there is one. */
  async function orphaned(agoMs: number, goneAfterMs?: number): Promise<void> {
    const id = await closed('0', 'completed');
    if (goneAfterMs === undefined)
      await desk.ask(`update trades set closed_at = null, outcome = null where trade_id = '${id}'`);
    const knownAtMs = Date.now() - agoMs;
    const step = (name: string, epoch: number, result: object) =>
      desk.ask(
        `insert into trade_steps values ('${id}', '${name}', 1, ${String(epoch)}, 'test', now(), now(), now(), '${JSON.stringify(result)}')`,
      );
    await step('open', 1, { kind: 'position', atMs: knownAtMs, situation: { kind: 'orphan', knownAtMs } });
    if (goneAfterMs !== undefined)
      await step('hedge', 2, {
        kind: 'position',
        atMs: knownAtMs + goneAfterMs,
        situation: { kind: 'matched' },
      });
  }

  it('that stood for half a second stops its pair, both ways', async () => {
    await orphaned(5_000, 500);
    await look();
    expect(await line('orphan-time')).toMatchObject({
      state: 'tripped',
      value: '500',
      stops: [{ key: 'binance:BTC/USDT>bybit:BTC/USDT' }, { key: 'bybit:BTC/USDT>binance:BTC/USDT' }],
    });
    expect(
      await desk.ask("select trade_id is not null from incidents where kind = 'BREAKER_ORPHAN_TIME'"),
    ).toEqual(['true']);
  });

  it('that was gone sooner stops nothing', async () => {
    await orphaned(5_000, 499);
    await look();
    expect(await tripped()).toEqual([]);
  });

  it('that still stands counts until now', async () => {
    await orphaned(2_000);
    await look();
    expect(await tripped()).toEqual(['orphan-time binance:BTC/USDT>bybit:BTC/USDT']);
  });

  it('counts once: not again after a reset', async () => {
    await orphaned(5_000, 600);
    await look();
    await reset('orphan-time');
    await look();
    expect(await tripped()).toEqual([]);
  });
});

describe('what follows a trip', () => {
  const shutdowns: string[] = [];
  const signals: string[] = [];
  beforeEach(() => {
    shutdowns.length = 0;
    signals.length = 0;
  });
  const follow = (fails = false) =>
    createBreakerFollowUps({
      mode: 'simulator',
      breakers: breakers(),
      startShutdown: ({ reason, flatten }) => {
        if (fails) return Promise.reject(new Error('Temporal is away'));
        shutdowns.push(`${reason} flatten=${String(flatten)}`);
        return Promise.resolve();
      },
      openTrades: () => Promise.resolve([desk.plan()]),
      signal: (tradeId, signal) => {
        signals.push(`${tradeId} ${signal.kind}`);
        return Promise.resolve('signalled');
      },
    })();

  it('is one emergency shutdown, tried until it has started', async () => {
    await look();
    await closed('-5000');
    await look();
    await expect(follow(true)).rejects.toThrow('Temporal is away');
    await follow();
    await follow();
    expect(shutdowns).toEqual(['breaker daily-loss: 5000.00 at 5000.00 flatten=true']);
  });

  it('is a kill of the open trades at a venue that answers badly', async () => {
    const samples = [{ venue: 'bybit', requests: 20, errors: 20, downForMs: null, skewMs: null }];
    await recordVenueHealth(desk.database, { mode: 'simulator', process: 'trader', samples });
    await look();
    await follow();
    expect(signals).toEqual([`${desk.plan().tradeId} kill`]);
  });

  it('is nothing any more once the breaker is reset', async () => {
    await look();
    await closed('-5000');
    await look();
    await reset('daily-loss');
    await follow();
    expect(shutdowns).toEqual([]);
  });
});
