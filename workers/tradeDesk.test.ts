import pino from 'pino';
import { asBps, asQty, asUsd } from '../domain/money';
import type { Denial, Opportunity } from '../domain/opportunity';
import type { TradePlan } from '../domain/tradePlan';
import { createBackgroundTasks } from '../runtime/backgroundTask';
import { createSlotCache } from './slotCache';
import { createTradeDesk } from './tradeDesk';

const costs = {
  takerFeesBps: asBps('20'),
  slippageBufferBps: asBps('0'),
  latencyBufferBps: asBps('0'),
  quoteConversionBps: asBps('0'),
  fundingBps: asBps('0'),
  rebalancingBps: asBps('0'),
  safetyBufferBps: asBps('0'),
};

const opportunity = (pairKey: string): Opportunity => ({
  id: pairKey,
  strategy: 'spread',
  symbol: 'BTC/USDT',
  pairKey,
  legs: [],
  qty: asQty('1'),
  notionalUsd: asUsd('100'),
  edge: { grossBps: asBps('30'), costs, netBps: asBps('10') },
  expectedNetProfitUsd: asUsd('0.1'),
  worstCaseLossUsd: asUsd('1'),
  rewardToRisk: '0.1',
  depthUsd: asUsd('20000'),
  priority: 'normal',
  detectedAtMs: 1_000,
  expiresAtMs: 2_000,
  frameReceivedAtNs: '1',
});

function desk(
  startTrade: (plan: TradePlan) => Promise<'started' | 'alreadyStarted'>,
  maxConcurrentTrades = 5,
  refusal: () => Denial | undefined = () => undefined,
) {
  const denied: string[] = [];
  const tasks = createBackgroundTasks(pino({ level: 'silent' }));
  const created = createTradeDesk({
    slots: createSlotCache(1),
    terms: {
      mode: 'simulator',
      minNetBps: asBps('5'),
      deadlines: { openingMs: 1_200, orphanChaseMs: 250, orphanMs: 500, sendBeforeMs: 250, maxChases: 3 },
      holdMs: undefined,
    },
    maxConcurrentTrades,
    queueLength: 10,
    clock: { nowMs: () => 1_000, monotonicNs: () => 0n },
    tasks,
    refusal,
    startTrade,
    onDenied: (_: Opportunity, denial: Denial) => denied.push(denial.code),
  });
  return { desk: created, denied, tasks };
}

describe('trade desk', () => {
  it('starts one trade per pair and direction, and denies the next by name', () => {
    const started: string[] = [];
    const { desk: gate, denied } = desk((plan) => {
      started.push(plan.tradeId);
      return Promise.resolve('started');
    });

    gate.offer(opportunity('a>b'));
    gate.offer(opportunity('a>b'));
    gate.offer(opportunity('b>a'));

    expect(started).toEqual(['spread/a>b/0/1', 'spread/b>a/0/1']);
    expect(denied).toEqual(['SLOT_BUSY']);
  });

  it('lets what waits go when a slot becomes free', () => {
    const started: string[] = [];
    const { desk: gate } = desk((plan) => {
      started.push(plan.tradeId);
      return Promise.resolve('started');
    }, 1);
    gate.offer(opportunity('a>b'));
    gate.offer(opportunity('b>a'));
    expect(started).toHaveLength(1);

    gate.onSlot({ strategy: 'spread', pairKey: 'a>b', slot: 0, counter: 2, busy: false, nextOpenAtMs: 0 });

    expect(started).toEqual(['spread/a>b/0/1', 'spread/b>a/0/1']);
  });

  it('gives the slot back where the start failed', async () => {
    let calls = 0;
    const { desk: gate, tasks } = desk(() => {
      calls += 1;
      return Promise.reject(new Error('Temporal is away'));
    });
    gate.offer(opportunity('a>b'));
    await tasks.settled();
    gate.offer(opportunity('a>b'));
    await tasks.settled();

    expect(calls).toBe(2);
  });

  it('denies by name, and keeps the slot free, while nothing may be started', () => {
    const started: string[] = [];
    let refusal: Denial | undefined = { code: 'DURABILITY_UNPROVEN', figures: {} };
    const { desk: gate, denied } = desk(
      (plan) => {
        started.push(plan.tradeId);
        return Promise.resolve('started');
      },
      5,
      () => refusal,
    );
    gate.offer(opportunity('a>b'));
    expect(denied).toEqual(['DURABILITY_UNPROVEN']);
    expect(started).toEqual([]);

    refusal = undefined;
    gate.offer(opportunity('a>b'));

    expect(started).toEqual(['spread/a>b/0/1']);
  });

  it('starts nothing once it is closed', () => {
    let calls = 0;
    const { desk: gate } = desk(() => {
      calls += 1;
      return Promise.resolve('started');
    });
    gate.close();
    gate.offer(opportunity('a>b'));
    expect(calls).toBe(0);
  });
});
