import { limitKeys } from '../../domain/limitKeys';
import type { StepResult } from '../../domain/lifecycle/steps';
import { asPrice, asQty } from '../../domain/money';
import type { TradePlan } from '../../domain/tradePlan';
import type { LimitLevel } from '../../storage/limits';
import { BUY_ON } from '../execution/spreadPlan';
import { openDesk, type TradingDesk } from '../execution/tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const open = (changes: Partial<TradePlan> = {}) => desk.process('a').openLegs(desk.plan(changes), []);
const codeOf = (result: StepResult) => (result.kind === 'denied' ? result.denial.code : result.kind);
const used = (key: string) => desk.ask(`select used from limits where key = '${key}'`);

/** Two legs of 0.01 BTC at 60 000 and 60 090: 1 200.9 USD in all, 600.9 the larger order. */
describe('a limit', () => {
  it.each([
    ['of the capital', limitKeys.capital, '1200.9'],
    ['of the gross exposure', limitKeys.grossExposure, '1200.9'],
    ['of one strategy', limitKeys.strategyNotional('spread'), '1200.9'],
    ['of one symbol', limitKeys.symbolNotional('BTC/USDT'), '1200.9'],
    ['of one trade', limitKeys.tradeNotional, '1200.9'],
    ['of one order', limitKeys.orderNotional, '600.9'],
    ['of one venue', limitKeys.venueNotional(BUY_ON), '600'],
  ])('%s lets pass what reaches it and denies a cent more, by its name', async (_, key, reached) => {
    const below: LimitLevel = { key, limit: (Number(reached) - 0.01).toFixed(2) };
    await desk.refreshLimits('1000000', [below]);
    expect(await open()).toMatchObject({
      kind: 'denied',
      denial: { code: 'LIMIT_EXCEEDED', figures: { limit: key, limit_is: below.limit } },
    });
    await desk.refreshLimits('1000000', [{ key, limit: reached }]);
    expect(codeOf(await open({ slotCounter: 2 }))).toBe('position');
  });

  it('that is only compared is not used up', async () => {
    await open();
    expect(await used(limitKeys.orderNotional)).toEqual(['0']);
    expect(Number((await used(limitKeys.symbolNotional('BTC/USDT')))[0])).toBeCloseTo(1200.9);
  });

  it('without a row denies: nothing opens on a limit that nobody has set', async () => {
    await desk.ask(`delete from limits where key = '${limitKeys.tradeNotional}'`);
    expect(codeOf(await open())).toBe('LIMITS_STALE');
  });
});

describe('the order rate of a venue', () => {
  const rated = (orders: number) =>
    desk.refreshLimits('1000000', [
      { key: limitKeys.venueNotional(BUY_ON), limit: '1000000', rate: { orders, perMs: 60_000 } },
    ]);

  it('lets so many orders begin in its window, and the next one after it', async () => {
    await rated(2);
    expect(codeOf(await open({ slot: 0 }))).toBe('position');
    expect(codeOf(await open({ slot: 1 }))).toBe('position');
    expect(await open({ slot: 2 })).toMatchObject({
      kind: 'denied',
      denial: {
        code: 'LIMIT_ORDER_RATE',
        figures: { limit: 'venue-notional:binance', used: '2', limit_is: '2' },
      },
    });
    await desk.ask("update limits set rate_from = rate_from - interval '60 s'");
    expect(codeOf(await open({ slot: 3 }))).toBe('position');
  });

  it('counts nothing that was denied for another reason', async () => {
    await rated(1);
    await desk.ask("insert into controls values ('global', '', 'paused', 'test', 'me')");
    await open({ slot: 0 });
    await desk.ask("update controls set state = 'running'");
    expect(codeOf(await open({ slot: 1 }))).toBe('position');
  });

  it('holds for openings that begin at once', async () => {
    await rated(3);
    const slots = [0, 1, 2, 3, 4, 5];
    const results = await Promise.all(
      slots.map((slot) => desk.process(`p${String(slot)}`).openLegs(desk.plan({ slot }), [])),
    );
    expect(results.map(codeOf).filter((code) => code === 'position')).toHaveLength(3);
    expect(await desk.ledger.faults()).toEqual([]);
  });
});

describe('the price collar', () => {
  /** Books of both venues around their own price; the median is the mean of their mids. */
  const withBooks = (priceOf: (instrumentId: string) => string, collarBps: string) =>
    desk.process('a', {
      settings: { ...settings, priceCollarBps: collarBps },
      marketView: {
        book: (instrumentId) => {
          const levels = [{ price: asPrice(priceOf(instrumentId)), qty: asQty('100') }];
          return { instrumentId, bids: levels, asks: levels, receivedAtMs: Date.now(), trusted: true };
        },
      },
    });
  const settings = {
    stalenessMs: 500,
    repairStartBps: '25',
    repairWidenBps: '25',
    repairMaxBps: '300',
    cooldownAfterCloseMs: 5_000,
    cooldownAfterFailureMs: 60_000,
  };
  const own = (instrumentId: string) => (instrumentId.startsWith(BUY_ON) ? '60000' : '60090');

  it('denies a leg whose price is too far from the median of the venues', async () => {
    const broken = (id: string) => (id.startsWith(BUY_ON) ? '60000' : '63000');
    const plan = desk.plan();
    expect(await withBooks(broken, '200').openLegs(plan, [])).toMatchObject({
      kind: 'denied',
      denial: { code: 'PRICE_OUTSIDE_COLLAR', figures: { medianPrice: '61500.00000000', collarBps: '200' } },
    });
    expect(desk.buyVenue.sent).toEqual([]);
  });

  it('lets an ordinary dislocation pass, to the last basis point', async () => {
    // 60 000 and 60 090 lie 7.4944 bps from 60 045
    expect(codeOf(await withBooks(own, '7.49').openLegs(desk.plan(), []))).toBe('PRICE_OUTSIDE_COLLAR');
    expect(codeOf(await withBooks(own, '7.5').openLegs(desk.plan({ slotCounter: 2 }), []))).toBe('position');
  });
});
