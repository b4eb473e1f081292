import { clientOrderIdOf } from '../execution/clientOrderId';
import { createOrderNames, expectedOrderId, type OrderPlace } from './judgeOrderIds';

const INSTALLATION = '7d3a2c61-6a0e-4a1d-9d59-3f1f0d0c5e11';
const trade = (counter: number) => ({
  tradeId: `spread/binance:BTC/USDT>bybit:BTC/USDT/0/${counter}`,
  mode: 'simulator',
  qty: '0.01',
  legs: [
    { venue: 'binance', side: 'buy' as const },
    { venue: 'bybit', side: 'sell' as const },
  ],
});

describe('the judge’s reckoning of order names', () => {
  it('comes to what the sender writes, for each step, leg and role', () => {
    for (const step of ['open', 'chase', 'hedge', 'unwind', 'close'] as const)
      for (const role of ['order', 'complete', 'reverse'] as const)
        for (const leg of [0, 1]) {
          const place = { tradeId: trade(7).tradeId, leg, step, attempt: 3, role };
          const sent = clientOrderIdOf({ installationId: INSTALLATION, mode: 'simulator', ...place });
          expect(expectedOrderId(INSTALLATION, 'simulator', place)).toBe(sent);
        }
  });

  it('finds the place of a name among many trades, also of a late repair', () => {
    const names = createOrderNames(INSTALLATION);
    for (let counter = 1; counter <= 30; counter++) names.add(trade(counter));
    const place: OrderPlace = {
      tradeId: trade(11).tradeId,
      leg: 1,
      step: 'hedge',
      attempt: 9,
      role: 'reverse',
    };
    expect(names.placeOf(expectedOrderId(INSTALLATION, 'simulator', place))).toEqual(place);
    const opening: OrderPlace = { ...place, step: 'open', attempt: 1, role: 'order' };
    expect(names.placeOf(expectedOrderId(INSTALLATION, 'simulator', opening))).toEqual(opening);
  });

  it('knows no trade of a name that none has made', () => {
    const names = createOrderNames(INSTALLATION);
    names.add(trade(1));
    const foreign: OrderPlace = {
      tradeId: trade(2).tradeId,
      leg: 0,
      step: 'open',
      attempt: 1,
      role: 'order',
    };
    expect(names.placeOf(expectedOrderId(INSTALLATION, 'simulator', foreign))).toBeUndefined();
    names.add(trade(2));
    expect(names.placeOf(expectedOrderId(INSTALLATION, 'simulator', foreign))).toEqual(foreign);
  });
});
