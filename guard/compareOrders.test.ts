import pino from 'pino';
import type { OrderReport } from '../domain/order';
import { asQty, ZERO_QTY } from '../domain/money';
import { VenueReadError, type OrderGateway } from '../venues/orderGateway';
import { createOrderComparison } from './compareOrders';
import type { NewIncident } from './records';

const RESTING: OrderReport = {
  venue: 'binance',
  instrumentId: 'binance:BTC/USDT',
  clientOrderId: 'who-wrote-this',
  venueOrderId: '1',
  side: 'buy',
  status: 'open',
  qty: asQty('1'),
  filledQty: ZERO_QTY,
  avgPrice: undefined,
  fills: [],
  rejectReason: undefined,
  exchangeTimeMs: 0,
};

/** A venue with these orders at rest, a journal that knows these ids, and a clock that the test moves. */
function venueWith(open: () => OrderReport[], known: readonly string[] = []) {
  let nowMs = 0;
  let active = true;
  const cancelled: string[] = [];
  const incidents: NewIncident[] = [];
  const gateway: Pick<OrderGateway, 'venue' | 'openOrders' | 'cancel'> = {
    venue: 'binance',
    openOrders: () =>
      new Promise((resolve) => {
        resolve(open());
      }),
    cancel: ({ clientOrderId }) => {
      cancelled.push(clientOrderId);
      return Promise.resolve({ kind: 'cancelled', report: undefined });
    },
  };
  const compare = createOrderComparison({
    gateways: new Map([['binance', gateway as OrderGateway]]),
    instruments: [{ id: 'binance:BTC/USDT', venue: 'binance' }],
    records: {
      knownOrders: (ids) => Promise.resolve(new Set(ids.filter((id) => known.includes(id)))),
      openIncident: (incident) => {
        incidents.push(incident);
        return Promise.resolve();
      },
    },
    mayAct: () => active,
    clock: { nowMs: () => nowMs, monotonicNs: () => 0n },
    logger: pino({ level: 'silent' }),
  });
  return {
    compare,
    cancelled,
    incidents,
    pass: (ms: number) => (nowMs += ms),
    standBy: () => (active = false),
  };
}

describe('the comparison of venue orders with the journal', () => {
  it('cancels and records an order that no journal knows at two readings', async () => {
    const venue = venueWith(() => [RESTING]);
    await venue.compare();
    expect(venue.cancelled).toEqual([]);

    venue.pass(2_000);
    await venue.compare();
    expect(venue.cancelled).toEqual(['who-wrote-this']);
    expect(venue.incidents).toMatchObject([
      { kind: 'UNKNOWN_ORDER', venue: 'binance', severity: 'critical' },
    ]);
  });

  it('leaves an order alone that the journal knows', async () => {
    const venue = venueWith(() => [RESTING], ['who-wrote-this']);
    await venue.compare();
    venue.pass(2_000);
    await venue.compare();

    expect(venue.cancelled).toEqual([]);
  });

  it('begins anew with an order that was gone in between', async () => {
    let open = [RESTING];
    const venue = venueWith(() => open);
    await venue.compare();
    open = [];
    venue.pass(1_000);
    await venue.compare();
    open = [RESTING];
    venue.pass(1_000);
    await venue.compare();

    expect(venue.cancelled).toEqual([]);
  });

  it('takes an unreadable venue for nothing', async () => {
    const venue = venueWith(() => {
      throw new VenueReadError('binance', 'open orders', { detail: 'HTTP 502' });
    });
    await venue.compare();
    venue.pass(2_000);
    await venue.compare();

    expect(venue.incidents).toEqual([]);
  });

  it('only watches while another guard is active', async () => {
    const venue = venueWith(() => [RESTING]);
    venue.standBy();
    await venue.compare();
    venue.pass(2_000);
    await venue.compare();

    expect(venue.cancelled).toEqual([]);
  });
});
