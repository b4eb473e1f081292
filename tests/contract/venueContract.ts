import { randomBytes } from 'node:crypto';
import { Exact } from '../../domain/money';
import type { ContractClient, ContractOrder } from './contractClient';

/** A venue with one market BTC/USDT, tick 0.01, whose book stands at 100.00 / 101.00 with at least 1 BTC at each, and an account that holds BTC and USDT. */
export interface ContractVenue {
  readonly client: ContractClient;
  close(): Promise<void>;
}

interface KeyRights {
  readonly trade: boolean;
  readonly withdraw: boolean;
  readonly ipBound: boolean;
}

const SYMBOL = 'BTC/USDT';
/** Far below the market: rests. */
const RESTING_PRICE = '90.00';

/** What every client of a venue must do; `start` begins a fresh venue for each test. */
export function describeVenueContract(
  name: string,
  start: (key?: Partial<KeyRights>) => Promise<ContractVenue>,
): void {
  describe(name, () => {
    let venue: ContractVenue;
    let client: ContractClient;
    beforeEach(async () => {
      venue = await start();
      client = venue.client;
      await client.connect();
    });
    afterEach(async () => {
      await client.close();
      await venue.close();
    });

    it('reads the market', async () => {
      const market = await client.market(SYMBOL);
      expect(market).toMatchObject({ base: 'BTC', quote: 'USDT' });
      expect(new Exact(market.tickSize).toFixed()).toBe('0.01');
    });

    it('reads what its key may do: trade, and not withdraw', async () => {
      expect(await client.keyRights()).toEqual({ trade: true, withdraw: false, ipBound: false });
    });

    it.each<KeyRights>([
      { trade: true, withdraw: true, ipBound: true },
      { trade: false, withdraw: false, ipBound: false },
    ])('reads %j of another key', async (rights) => {
      const other = await start(rights);
      await other.client.connect(rights.trade);
      expect(await other.client.keyRights()).toEqual(rights);
      if (!rights.trade)
        expect(await other.client.place(resting())).toEqual({ kind: 'rejected', reason: 'other' });
      await other.client.close();
      await other.close();
    });

    it('keeps the book', async () => {
      const top = await client.nextTop(SYMBOL, () => true);
      expect([Number(top.bid), Number(top.ask)]).toEqual([100, 101]);
    });

    it('fills a marketable IOC order once, with its fee, and says so on the stream', async () => {
      const order = ioc({ limitPrice: '101.00', qty: '0.5' });
      expect(await client.place(order)).toMatchObject({ kind: 'confirmed' });
      const event = await client.nextFillEvent(order.clientOrderId);
      await client.nextOrderEvent(order.clientOrderId, 'filled');
      const fills = await client.fills(SYMBOL, order.clientOrderId);
      expect(fills).toHaveLength(1);
      expect(fills[0]?.venueTradeId).toBe(event.venueTradeId);
      expect([Number(fills[0]?.price), Number(fills[0]?.qty)]).toEqual([101, 0.5]);
      expect(Number(fills[0]?.fee)).toBeGreaterThan(0);
    });

    it('moves the balances by exactly what was bought', async () => {
      const before = await client.balances();
      const order = ioc({ limitPrice: '101.00', qty: '0.5' });
      await client.place(order);
      await client.nextOrderEvent(order.clientOrderId, 'filled');
      const after = await client.balances();
      const paid = new Exact(before.get('USDT')?.total ?? '0').minus(after.get('USDT')?.total ?? '0');
      expect(paid.toNumber()).toBeCloseTo(50.5, 0);
    });

    it('looks an order up by our id, filled ones included', async () => {
      const order = ioc({ limitPrice: '101.00' });
      await client.place(order);
      await client.nextOrderEvent(order.clientOrderId, 'filled');
      expect(await client.lookUp(SYMBOL, order.clientOrderId)).toMatchObject({
        clientOrderId: order.clientOrderId,
        status: 'filled',
      });
    });

    it('knows nothing of an id that was never sent', async () => {
      expect(await client.lookUp(SYMBOL, newId())).toBeUndefined();
    });

    it('cancels a resting order, and finds nothing to cancel the second time', async () => {
      const order = resting();
      await client.place(order);
      expect(await client.cancel(SYMBOL, order.clientOrderId)).toBe('cancelled');
      await client.nextOrderEvent(order.clientOrderId, 'cancelled');
      expect(await client.cancel(SYMBOL, order.clientOrderId)).toBe('notOpen');
    });

    it('cancels all open orders', async () => {
      const orders = [resting(), resting()];
      for (const order of orders) await client.place(order);
      const open = await client.openOrders(SYMBOL);
      expect(open.map(({ clientOrderId }) => clientOrderId).sort()).toEqual(
        orders.map(({ clientOrderId }) => clientOrderId).sort(),
      );
      await client.cancelAll(SYMBOL);
      for (const { clientOrderId } of orders) await client.nextOrderEvent(clientOrderId, 'cancelled');
      expect(await client.openOrders(SYMBOL)).toEqual([]);
    });

    it('is refused an order beyond its balance', async () => {
      const order = { ...resting(), qty: '1000000' };
      expect(await client.place(order)).toEqual({ kind: 'rejected', reason: 'insufficientFunds' });
    });

    it('is told that an id is in use', async () => {
      const order = resting();
      await client.place(order);
      expect(await client.place(order)).toEqual({ kind: 'rejected', reason: 'duplicateId' });
    });
  });
}

const newId = (): string => `hf${randomBytes(6).toString('hex')}`;

function ioc(overrides: Partial<ContractOrder>): ContractOrder {
  return {
    symbol: SYMBOL,
    side: 'buy',
    qty: '0.1',
    limitPrice: '101.00',
    timeInForce: 'IOC',
    clientOrderId: newId(),
    ...overrides,
  };
}

const resting = (): ContractOrder => ioc({ limitPrice: RESTING_PRICE, timeInForce: 'GTC' });
