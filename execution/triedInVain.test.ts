import { asPrice, asQty, ZERO_QTY } from '../domain/money';
import type { JournaledOrder } from './journal';
import { triedInVain } from './triedInVain';

const order = (changes: Partial<JournaledOrder>): JournaledOrder => ({
  clientOrderId: 'id',
  tradeId: 't',
  leg: 1,
  role: 'order',
  venue: 'bybit',
  instrumentId: 'bybit:BTC/USDT',
  side: 'sell',
  qty: asQty('1'),
  limitPrice: asPrice('1'),
  timeInForce: 'IOC',
  reduceOnly: false,
  finalAfterMs: 0,
  step: 'hedge',
  attempt: 1,
  state: 'rejected',
  final: true,
  venueOrderId: undefined,
  filledQty: ZERO_QTY,
  note: '',
  ...changes,
});

describe('triedInVain', () => {
  it('counts what a venue refused since the opening, leg by leg', () => {
    const orders = [order({ step: 'open' }), order({ step: 'chase' }), order({ role: 'complete' })];
    expect([triedInVain(orders, 1), triedInVain(orders, 0)]).toEqual([2, 0]);
  });

  it('counts a repair that met no liquidity, and not a chase that found no price', () => {
    expect(triedInVain([order({ role: 'reverse', state: 'expired' })], 1)).toBe(1);
    expect(triedInVain([order({ step: 'chase', state: 'expired' })], 1)).toBe(0);
  });

  it('begins anew after an order that filled something', () => {
    const filled = order({ state: 'expired', filledQty: asQty('0.1') });
    expect(triedInVain([order({}), filled, order({})], 1)).toBe(1);
  });

  it('counts an order whose fate is open, of the opening too', () => {
    expect(triedInVain([order({ step: 'open', state: 'unknown', final: false })], 1)).toBe(1);
  });
});
