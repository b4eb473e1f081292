import { memoryVenue, newOrder, type MemoryVenue } from '../tests/simulator/memoryVenue';
import type { SimNewOrder, SimOrder } from './simulatedVenue';

function accepted(venue: MemoryVenue, order: SimNewOrder, accountId = 'ann'): SimOrder {
  const result = venue.core.submit(accountId, order);
  if (result.kind === 'rejected') throw new Error(`rejected: ${result.reason}`);
  return result.order;
}

const refusal = (venue: MemoryVenue, fields: Partial<SimNewOrder>): string => {
  const result = venue.core.submit('ann', newOrder(fields));
  return result.kind === 'rejected' ? result.reason : 'accepted';
};

function withBook(): MemoryVenue {
  const venue = memoryVenue();
  venue.setBook({
    bids: [['999.0', '0.500']],
    asks: [
      ['1000.0', '0.004'],
      ['1000.5', '0.500'],
    ],
  });
  return venue;
}

const holdings = (venue: MemoryVenue, accountId = 'ann') =>
  Object.fromEntries(
    venue.core.balances(accountId).map(({ asset, free, locked }) => [asset, `${free}+${locked}`]),
  );

describe('an order', () => {
  it('takes the best prices first and pays its fee in what it receives', () => {
    const venue = withBook();
    const order = accepted(venue, newOrder({ price: '1001.0' }));
    expect(order).toMatchObject({ status: 'filled', filledQty: '0.01', quoteFilled: '10.003' });
    expect(order.fills.map(({ price, qty, fee, feeAsset }) => [price, qty, fee, feeAsset])).toEqual([
      ['1000.0', '0.004', '0.000004', 'BTC'],
      ['1000.5', '0.006', '0.000006', 'BTC'],
    ]);
    expect(holdings(venue)).toEqual({ USDT: '99989.997+0', BTC: '2.00999+0' });
  });

  it('expires its rest as IOC, all of itself as FOK, and rests as GTC with its value locked', () => {
    const venue = withBook();
    expect(accepted(venue, newOrder({ timeInForce: 'FOK' }))).toMatchObject({
      status: 'expired',
      filledQty: '0',
    });
    expect(accepted(venue, newOrder())).toMatchObject({ status: 'expired', filledQty: '0.004' });
    expect(accepted(venue, newOrder({ timeInForce: 'GTC' }))).toMatchObject({ status: 'new' });
    expect(holdings(venue)['USDT']).toBe('99986+10');
    expect(venue.core.snapshot('BTCUSDT', 1).bids).toEqual([['1000.0', '0.010']]);
  });

  it('buys for an amount of quote, never for more', () => {
    const order = accepted(
      withBook(),
      newOrder({ type: 'market', price: undefined, qty: undefined, quoteQty: '7.0' }),
    );
    // 4.00 for the first level, then 2 lots of 1.0005 out of the remaining 3.00
    expect(order).toMatchObject({ status: 'filled', qty: '0.006', quoteFilled: '6.001' });
  });

  it.each([
    ['priceTick', { price: '1000.05' }],
    ['lotSize', { qty: '0.0105' }],
    ['minQty', { qty: '0.0001' }],
    ['maxQty', { qty: '101' }],
    ['minNotional', { qty: '0.004' }],
    ['unknownSymbol', { symbol: 'DOGEUSDT' }],
    ['insufficientBalance', { qty: '99.5', price: '1010.0' }],
    ['insufficientBalance', { side: 'sell', qty: '2.001' }],
    ['postOnlyWouldTake', { timeInForce: 'postOnly' }],
  ] as const)('is refused with %s', (reason, fields) => {
    const venue = withBook();
    const before = holdings(venue);
    expect(refusal(venue, fields)).toBe(reason);
    expect(holdings(venue)).toEqual(before);
  });

  it('is refused by a halted market and by one with nothing to take', () => {
    const venue = memoryVenue();
    expect(refusal(venue, { type: 'market', price: undefined })).toBe('noLiquidity');
    venue.core.halt('BTCUSDT', true);
    expect(refusal(venue, {})).toBe('marketHalted');
    venue.core.halt('BTCUSDT', false);
    expect(refusal(venue, {})).toBe('accepted');
  });

  it('never trades with its own account: the rest expires and the resting order stays', () => {
    const venue = memoryVenue();
    accepted(venue, newOrder({ side: 'sell', timeInForce: 'GTC' }));
    expect(accepted(venue, newOrder())).toMatchObject({ status: 'expired', filledQty: '0' });
    expect(accepted(venue, newOrder(), 'bob')).toMatchObject({ status: 'filled' });
    expect(venue.core.fills('ann', {})).toMatchObject([
      { liquidity: 'maker', fee: '0.005', feeAsset: 'USDT' },
    ]);
  });

  it('takes no more than a planted limit lets it see', () => {
    const venue = withBook();
    venue.core.faults.plant({ on: 'match', maxTakeQty: '0.003', after: 1, times: 1 });
    expect(accepted(venue, newOrder({ price: '1001.0' })).filledQty).toBe('0.01');
    expect(accepted(venue, newOrder({ price: '1001.0' }))).toMatchObject({
      filledQty: '0.003',
      status: 'expired',
    });
    expect(accepted(venue, newOrder({ price: '1001.0' })).filledQty).toBe('0.01');
  });
});

describe('a clientOrderId', () => {
  it('may be used again at Binance once the earlier order is closed', () => {
    const venue = withBook();
    const resting = newOrder({ price: '900.0', timeInForce: 'GTC' });
    const { orderId } = accepted(venue, resting);
    expect(venue.core.submit('ann', resting)).toEqual({ kind: 'rejected', reason: 'duplicateClientOrderId' });
    venue.core.cancel('ann', { symbol: 'BTCUSDT', clientOrderId: resting.clientOrderId });
    expect(accepted(venue, resting).orderId).not.toBe(orderId);
  });

  it('is never accepted again at Bybit, nor after a restart', () => {
    const setup = { venue: 'bybit', clientOrderIds: 'unique-forever' } as const;
    const venue = memoryVenue(setup);
    const order = newOrder();
    accepted(venue, order);
    const duplicate = { kind: 'rejected', reason: 'duplicateClientOrderId' };
    expect(venue.core.submit('ann', order)).toEqual(duplicate);
    expect(memoryVenue(setup, venue.records).core.submit('ann', order)).toEqual(duplicate);
  });
});

describe('reads', () => {
  it('show orders and fills as they were before the read lag', () => {
    const venue = withBook();
    venue.wait(100);
    const order = newOrder({ timeInForce: 'GTC', price: '999.5' });
    accepted(venue, order);
    const ref = { symbol: 'BTCUSDT', clientOrderId: order.clientOrderId };
    venue.core.faults.plant({ on: 'read', lagMs: 2_000 });
    expect(venue.core.order('ann', ref)).toBeUndefined();
    venue.wait(1_500);
    venue.core.cancel('ann', ref);
    venue.wait(1_000);
    expect(venue.core.order('ann', ref)?.status).toBe('new');
    expect(venue.core.openOrders('ann')).toHaveLength(1);
    venue.wait(1_000);
    expect(venue.core.order('ann', ref)?.status).toBe('cancelled');
  });

  it('tell nobody of the orders of another account', () => {
    const venue = withBook();
    const { orderId } = accepted(venue, newOrder());
    expect(venue.core.order('bob', { symbol: 'BTCUSDT', orderId })).toBeUndefined();
    expect(venue.core.cancel('bob', { symbol: 'BTCUSDT', orderId })).toBeUndefined();
  });
});

describe('events', () => {
  it('carry every change of an order once, each with its own fills', () => {
    const venue = withBook();
    const seen: [string, number][] = [];
    venue.core.on('order', (order, fills) => seen.push([order.status, fills.length]));
    accepted(venue, newOrder({ price: '1000.5', qty: '0.900' }));
    expect(seen).toEqual([
      ['new', 0],
      ['partiallyFilled', 2],
      ['expired', 0],
    ]);
  });

  it('continue the book without a gap from any snapshot', () => {
    const venue = withBook();
    const { lastUpdateId } = venue.core.snapshot('BTCUSDT', 5);
    const ids: [number, number][] = [];
    venue.core.on('bookDelta', (delta) => ids.push([delta.firstUpdateId, delta.lastUpdateId]));
    accepted(venue, newOrder({ price: '1001.0' }));
    venue.setBook({ bids: [['998.0', '1.000']], asks: [['1002.0', '1.000']] });
    expect(ids[0]?.[0]).toBe(lastUpdateId + 1);
    expect(ids[1]?.[0]).toBe((ids[0]?.[1] ?? 0) + 1);
    expect(venue.core.snapshot('BTCUSDT', 5)).toMatchObject({
      lastUpdateId: ids[1]?.[1],
      bids: [['998.0', '1.000']],
    });
  });
});
