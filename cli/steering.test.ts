import type { Client } from '@temporalio/client';
import { asBps, asQty, asUsd } from '../domain/money';
import type { ShutdownRequest } from '../domain/lifecycle/emergencyShutdown';
import type { Control } from '../storage/controls';
import type { TradeLine } from '../storage/tradeReports';
import { concerns, createSteering } from './steering';

const trade = (overrides: Partial<TradeLine> = {}): TradeLine => ({
  tradeId: 'spread/binance:BTC/USDT>bybit:BTC/USDT/0/7',
  strategy: 'spread',
  symbol: 'BTC/USDT',
  pairKey: 'binance:BTC/USDT>bybit:BTC/USDT',
  state: 'opening',
  outcome: undefined,
  denial: undefined,
  qty: asQty('1'),
  notionalUsd: asUsd('1'),
  expectedNetBps: asBps('1'),
  realisedNetBps: undefined,
  pnlUsd: undefined,
  tickToOrdersMs: undefined,
  openedAtMs: 0,
  ...overrides,
});

function steeringOver(trades: TradeLine[], temporal: () => Promise<Client>) {
  const rows: Control[] = [];
  const asked: ShutdownRequest[] = [];
  let looks = 0;
  const steering = createSteering({
    controls: {
      set: (control) => {
        rows.push(control);
        return Promise.resolve();
      },
      setUnlessShutDown: (control) => {
        if (rows.some(({ state }) => state === 'shutdown')) return Promise.resolve(false);
        rows.push(control);
        return Promise.resolve(true);
      },
      inForce: () => Promise.resolve(rows),
    },
    reports: {
      list: () => Promise.resolve(trades),
      find: (tradeId) => Promise.resolve(trades.find((each) => each.tradeId === tradeId)),
      record: () => Promise.resolve(undefined),
      events: () => Promise.resolve([]),
      denialOf: () => Promise.resolve(undefined),
    },
    shutdowns: {
      request: (wish) => {
        asked.push(wish);
        return Promise.resolve('7');
      },
      report: (id) => {
        looks += 1;
        if (looks === 1) return Promise.reject(new Error('terminating connection'));
        return Promise.resolve(id === '7' ? REPORT : undefined);
      },
    },
    temporal,
    operator: 'tester',
  });
  return { steering, rows, asked };
}

const REPORT = {
  flatten: false,
  reason: 'drill',
  cancelledOrders: 0,
  signalledTrades: 0,
  notFlat: [],
  openOrders: 0,
  snapshotId: '1',
};

const temporalAway = (): Promise<Client> => Promise.reject(new Error('connection refused'));

describe('concerns', () => {
  it('knows a venue by either leg, and not by the start of its name', () => {
    expect(concerns({ kind: 'venue', name: 'bybit' }, trade())).toBe(true);
    expect(concerns({ kind: 'venue', name: 'binance' }, trade())).toBe(true);
    expect(concerns({ kind: 'venue', name: 'by' }, trade())).toBe(false);
    expect(concerns({ kind: 'venue', name: 'okx' }, trade())).toBe(false);
  });
});

describe('steering', () => {
  it('has the row in force before Temporal is asked, and says so when Temporal is away', async () => {
    const { steering, rows } = steeringOver([trade()], temporalAway);
    await expect(steering.control('pause', { kind: 'all' }, 'news')).rejects.toThrow(
      /in force in the database/,
    );
    expect(rows).toEqual([{ scope: 'global', key: '', state: 'paused', reason: 'news', setBy: 'tester' }]);
  });

  it('needs no Temporal while no open trade is concerned', async () => {
    const { steering, rows } = steeringOver([trade()], temporalAway);
    await expect(steering.control('kill', { kind: 'venue', name: 'okx' }, 'halt')).resolves.toEqual([]);
    expect(rows).toHaveLength(1);
  });

  it('asks for a shutdown before Temporal is reached, and waits for whoever carries it through', async () => {
    const { steering, asked } = steeringOver([trade()], temporalAway);
    const ways: string[] = [];
    // the first look meets a database that is away

    await expect(
      steering.shutdown({ reason: 'drill', flatten: true }, (way) => ways.push(way)),
    ).resolves.toEqual(REPORT);
    expect(asked).toEqual([{ reason: 'drill', flatten: true, requestedBy: 'tester' }]);
    expect(ways).toEqual(['guard']);
  });

  it('refuses an unknown or closed trade without touching a row', async () => {
    const closed = trade({ state: 'closed', outcome: 'completed' });
    const { steering, rows } = steeringOver([closed], temporalAway);
    await expect(steering.control('kill', { kind: 'trade', name: 'nope' }, 'x')).rejects.toThrow(
      /no trade "nope"/,
    );
    await expect(steering.control('kill', { kind: 'trade', name: closed.tradeId }, 'x')).rejects.toThrow(
      /closed already/,
    );
    expect(rows).toEqual([]);
  });

  it('eases no shutdown: nothing is changed, and only control lifts it', async () => {
    const { steering, rows } = steeringOver([], temporalAway);
    await expect(steering.ease('pause', 'news')).resolves.toEqual([]);
    rows.push({ scope: 'global', key: '', state: 'shutdown', reason: 'loss', setBy: 'breaker' });
    await expect(steering.ease('resume', 'over')).resolves.toBeUndefined();
    expect(rows.at(-1)).toMatchObject({ state: 'shutdown' });
    await expect(steering.control('resume', { kind: 'all' }, 'over')).resolves.toEqual([]);
    expect(rows.at(-1)).toMatchObject({ state: 'running', reason: 'over' });
  });
});
