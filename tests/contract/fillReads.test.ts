import { NEVER_FROZEN } from '../../venues/freezeState';
import { systemClock } from '../../runtime/clock';
import type { SimNewOrder } from '../../simulator/simulatedVenue';
import type { OrderGateway } from '../../venues/orderGateway';
import { venueAdapter } from '../../venues/registry';
import { silentLogger } from '../venues/silentLogger';
import {
  CONTRACT_CREDENTIALS,
  startContractSimulator,
  type ContractSimulator,
  type ContractVenueName,
} from './contractSimulator';

/* What reconciliation needs of a venue's lists: all of them, however many pages that takes. */

const DAY_MS = 86_400_000;

describe.each<ContractVenueName>(['binance', 'bybit'])('lists of %s', (venue) => {
  let simulator: ContractSimulator;
  let gateway: OrderGateway;
  const instrumentId = `${venue}:BTC/USDT`;

  beforeEach(async () => {
    simulator = await startContractSimulator(venue);
    const { url } = simulator;
    const base = {
      endpoints: { restUrl: url, publicWsUrl: url, privateWsUrl: url },
      clock: systemClock,
      logger: silentLogger,
    };
    const adapter = venueAdapter(venue);
    const instruments = await adapter.loadInstruments(base, ['BTC/USDT']);
    gateway = adapter.createOrderGateway({
      ...base,
      credentials: CONTRACT_CREDENTIALS,
      instruments,
      budgetFraction: 1,
      freeze: NEVER_FROZEN,
    });
  });
  afterEach(async () => {
    await gateway.close();
    await simulator.close();
  });

  const order = (changes: Partial<SimNewOrder>): SimNewOrder => ({
    symbol: 'BTCUSDT',
    side: 'buy',
    type: 'limit',
    timeInForce: 'IOC',
    price: '101.00',
    qty: '0.06',
    quoteQty: undefined,
    clientOrderId: 'any',
    ...changes,
  });

  /** One fill each, of buys and sells in turn, so that the book and the account last. */
  function fillMany(count: number): string[] {
    const ids = Array.from({ length: count }, (_, i) => `fill-${i}`);
    for (const [i, clientOrderId] of ids.entries()) {
      const side =
        i % 2 === 0
          ? ({ side: 'buy', price: '101.00' } as const)
          : ({ side: 'sell', price: '100.00' } as const);
      expect(simulator.core.submit('main', order({ ...side, clientOrderId })).kind).toBe('accepted');
      if (i % 50 === 49) refill(simulator);
    }
    return ids;
  }

  it.each([
    ['an hour', 3_600_000],
    ['twenty days', 20 * DAY_MS],
  ])('reads every fill of more than one page since %s ago, each once', async (_name, agoMs) => {
    const ids = fillMany(1_105);
    const names = new Map(
      simulator.core.orders('main', undefined, 2_000).map((each) => [each.orderId, each.clientOrderId]),
    );

    const fills = await gateway.fillsSince(instrumentId, Date.now() - agoMs, (id) => names.get(id));

    expect(fills.map(({ clientOrderId }) => clientOrderId).sort()).toEqual(ids.sort());
    expect(new Set(fills.map(({ venueTradeId }) => venueTradeId)).size).toBe(1_105);
  });

  it('asks the venue for the ids that the caller does not know', async () => {
    const ids = fillMany(3);

    const fills = await gateway.fillsSince(instrumentId, Date.now() - 60_000);

    expect(fills.map(({ clientOrderId }) => clientOrderId).sort()).toEqual(ids);
  });

  it('reads every open order of more than one page', async () => {
    const ids = Array.from({ length: 120 }, (_, i) => `open-${i}`).sort();
    for (const clientOrderId of ids)
      simulator.core.submit('main', order({ clientOrderId, timeInForce: 'GTC', price: '90.00' }));

    const open = await gateway.openOrders(instrumentId);

    expect(open.map(({ clientOrderId }) => clientOrderId).sort()).toEqual(ids);
  });

  it('fails where a page does not come, in place of passing the rest for the whole', async () => {
    fillMany(1_105);
    simulator.core.faults.plant({
      on: 'request',
      requestClass: 'lookUp',
      fault: { kind: 'error5xxBefore' },
      after: 1,
      times: 1,
    });

    const fills = gateway.fillsSince(instrumentId, Date.now() - 60_000, () => 'known');

    await expect(fills).rejects.toThrow('did not answer fills');
  });
});

function refill({ core }: ContractSimulator): void {
  core.applyUpdate({
    kind: 'depth',
    reset: true,
    venue: core.venue,
    symbol: 'BTCUSDT',
    bids: [[10_000, 500_000]],
    asks: [[10_100, 500_000]],
  });
}
