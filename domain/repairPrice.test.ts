import { asBps, asPrice, asQty, Exact } from './money';
import { repairBoundBps, repairLimit } from './repairPrice';
import type { OpportunityLeg } from './opportunity';

const bounds = { startBps: '25', widenBps: '25', maxBps: '300' };

const leg: OpportunityLeg = {
  instrumentId: 'binance:BTC/USDT',
  venue: 'binance',
  side: 'buy',
  qty: asQty('1'),
  expectedPrice: asPrice('100.10'),
  worstPrice: asPrice('100.20'),
  takerFeeBps: asBps('10'),
  bestBid: asPrice('100.00'),
  bestAsk: asPrice('100.10'),
  bookReceivedAtMs: 0,
};

describe('repair bound', () => {
  it('starts at the worst case, widens with each try past due and stops at its limit', () => {
    const of = (tries: number) => repairBoundBps(bounds, tries).toFixed();
    expect([0, 1, 2, 11, 12, 1_000].map(of)).toEqual(['25', '50', '75', '300', '300', '300']);
  });
});

describe('repairLimit', () => {
  const at = (side: 'buy' | 'sell', boundBps: string) =>
    repairLimit(leg, { side, boundBps: new Exact(boundBps), tickSize: asPrice('0.01') });

  it('lies beyond the opposite top of the decision, on the tick grid', () => {
    expect(at('sell', '25')).toBe('99.75');
    expect(at('buy', '25')).toBe('100.36'); // 100.35025, up to the next tick, so that the bound can be reached
  });

  it('never narrows when the bound widens', () => {
    expect(Number(at('sell', '300'))).toBeLessThan(Number(at('sell', '25')));
    expect(Number(at('buy', '300'))).toBeGreaterThan(Number(at('buy', '25')));
  });
});
