import { randomBytes } from 'node:crypto';
import ccxt, { type Exchange, type Order, type Trade } from 'ccxt';
import { z } from 'zod';
import type { OrderStatus } from '../../domain/order';
import type {
  ContractBalance,
  ContractClient,
  ContractFill,
  ContractOrder,
  ContractOrderState,
  ContractPlacement,
} from './contractClient';
import { createEventLog } from './eventLog';

export interface CcxtClientDeps {
  readonly venue: 'binance' | 'bybit';
  /** `http://127.0.0.1:<port>` of the simulated venue. */
  readonly url: string;
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
}

/** Where each venue wants our id, and what ccxt insists on besides. */
const BY_OUR_ID = {
  binance: { lookUp: {}, idField: 'origClientOrderId' },
  bybit: { lookUp: { acknowledged: true }, idField: 'orderLinkId' },
} as const;

/** ccxt prints the id when it finds nothing, so that `undefined` would break it. */
const NO_ID = '';

const Totals = z.record(z.string(), z.unknown());
const TradeInfo = z.object({ c: z.string().optional(), orderLinkId: z.string().optional() });

/** Unmodified ccxt.pro behind the interface of the contract suite; only the addresses are replaced. */
export function createCcxtClient(deps: CcxtClientDeps): ContractClient {
  const exchange = createExchange(deps);
  const orderEvents = createEventLog<ContractOrderState>();
  const fillEvents = createEventLog<ContractFill>();
  const { lookUp: lookUpOptions, idField } = BY_OUR_ID[deps.venue];
  let closing = false;
  let orderSeen = false;

  const byId = (clientOrderId: string): Record<string, string> => ({ [idField]: clientOrderId });

  async function fetchOrder(symbol: string, clientOrderId: string): Promise<Order | undefined> {
    try {
      return await exchange.fetchOrder(NO_ID, symbol, { ...lookUpOptions, ...byId(clientOrderId) });
    } catch (error) {
      if (error instanceof ccxt.OrderNotFound) return undefined;
      throw error;
    }
  }

  async function watch<Item>(next: () => Promise<Item[]>, push: (item: Item) => void): Promise<void> {
    for (;;) {
      try {
        (await next()).forEach(push);
      } catch (error) {
        if (closing) return;
        throw error;
      }
    }
  }

  /** ccxt does not say when a subscription stands: an order of no consequence is heard as soon as it does. */
  async function untilSubscribed(symbol: string): Promise<void> {
    while (!orderSeen) {
      const clientOrderId = `probe${randomBytes(6).toString('hex')}`;
      await exchange.createOrder(symbol, 'limit', 'buy', 1, 50, { clientOrderId });
      await exchange.cancelOrder(NO_ID, symbol, byId(clientOrderId));
    }
  }

  async function place(order: ContractOrder): Promise<ContractPlacement> {
    const type = order.limitPrice === undefined ? 'market' : 'limit';
    const price = order.limitPrice === undefined ? undefined : Number(order.limitPrice);
    try {
      const placed = await exchange.createOrder(order.symbol, type, order.side, Number(order.qty), price, {
        clientOrderId: order.clientOrderId,
        ...(type === 'limit' ? timeInForce(order) : {}),
      });
      return { kind: 'confirmed', venueOrderId: String(placed.id) };
    } catch (error) {
      return { kind: 'rejected', reason: rejectionOf(error) };
    }
  }

  return {
    name: 'ccxt',
    async connect(mayTrade = true) {
      await exchange.loadHttpProxyAgent(); // without it plain ws:// is refused
      await exchange.loadMarkets();
      const watching = [
        watch(
          () => exchange.watchMyTrades(),
          (trade) => {
            fillEvents.push(fillOf(trade));
          },
        ),
        watch(
          () => exchange.watchOrders(),
          (order) => {
            orderSeen = true;
            orderEvents.push(stateOf(order));
          },
        ),
      ];
      if (mayTrade) await Promise.race([untilSubscribed('BTC/USDT'), ...watching]);
    },
    async close() {
      closing = true;
      await exchange.close();
    },
    market(symbol) {
      const market = exchange.market(symbol);
      return Promise.resolve({
        tickSize: String(market.precision.price),
        lotSize: String(market.precision.amount),
        base: market.base,
        quote: market.quote,
      });
    },
    async nextTop(symbol, accept) {
      for (;;) {
        const book = await exchange.watchOrderBook(symbol);
        const top = { bid: String(book.bids[0]?.[0]), ask: String(book.asks[0]?.[0]) };
        if (accept(top)) return top;
      }
    },
    place,
    async lookUp(symbol, clientOrderId) {
      const order = await fetchOrder(symbol, clientOrderId);
      return order === undefined ? undefined : stateOf(order);
    },
    async cancel(symbol, clientOrderId) {
      try {
        await exchange.cancelOrder(NO_ID, symbol, byId(clientOrderId));
        return 'cancelled';
      } catch (error) {
        if (error instanceof ccxt.OrderNotFound) return 'notOpen';
        throw error;
      }
    },
    async cancelAll(symbol) {
      await exchange.cancelAllOrders(symbol);
    },
    openOrders: async (symbol) => (await exchange.fetchOpenOrders(symbol)).map(stateOf),
    async fills(symbol, clientOrderId) {
      const order = await fetchOrder(symbol, clientOrderId);
      if (order === undefined) return [];
      const trades = await exchange.fetchMyTrades(symbol, undefined, undefined, { orderId: order.id });
      return trades.map((trade) => ({ ...fillOf(trade), clientOrderId }));
    },
    keyRights: () => keyRights(exchange, deps.venue),
    async balances() {
      const balance = await exchange.fetchBalance();
      return new Map(
        Object.keys(Totals.parse(balance['total'])).map((asset): [string, ContractBalance] => [
          asset,
          { free: String(balance[asset]?.free), total: String(balance[asset]?.total) },
        ]),
      );
    },
    nextOrderEvent: (clientOrderId, status) =>
      orderEvents.next((event) => event.clientOrderId === clientOrderId && event.status === status),
    nextFillEvent: (clientOrderId) => fillEvents.next((event) => event.clientOrderId === clientOrderId),
  };
}

function createExchange({ venue, url, credentials }: CcxtClientDeps): Exchange {
  const exchange = new ccxt.pro[venue]({
    apiKey: credentials.apiKey,
    secret: credentials.apiSecret,
    enableRateLimit: false,
    options: { fetchMarkets: { types: ['spot'] }, defaultType: 'spot' },
  });
  Object.assign(exchange.urls, { api: redirected(exchange.urls['api'], new URL(url).host) });
  return exchange;
}

/** Every address in the tree, with scheme and host replaced. */
function redirected(value: unknown, host: string): unknown {
  if (typeof value === 'string')
    return value
      .replace(/^http[s]?:\/\/[^/]+/, `http://${host}`)
      .replace(/^ws[s]?:\/\/[^/]+/, `ws://${host}`);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, redirected(child, host)]));
}

/** ccxt has no unified call for it: its implicit ones sign and send, and the answer is read as the venue's manual has it. */
async function keyRights(exchange: Exchange, venue: 'binance' | 'bybit') {
  if (venue === 'binance') {
    const key = Restrictions.parse(await exchange.request('account/apiRestrictions', 'sapi', 'GET', {}));
    return {
      trade: key.enableSpotAndMarginTrading,
      withdraw: key.enableWithdrawals,
      ipBound: key.ipRestrict,
    };
  }
  const { result } = QueryApi.parse(await exchange.request('v5/user/query-api', 'private', 'GET', {}));
  return {
    trade: result.readOnly === 0 && result.permissions.Spot.includes('SpotTrade'),
    withdraw: result.permissions.Wallet.includes('Withdraw'),
    ipBound: result.ips.join() !== '*',
  };
}

const Restrictions = z.object({
  enableSpotAndMarginTrading: z.boolean(),
  enableWithdrawals: z.boolean(),
  ipRestrict: z.boolean(),
});
const QueryApi = z.object({
  result: z.object({
    readOnly: z.coerce.number(),
    permissions: z.object({ Spot: z.array(z.string()), Wallet: z.array(z.string()) }),
    ips: z.array(z.string()),
  }),
});

function timeInForce(order: ContractOrder): Record<string, unknown> {
  return order.timeInForce === 'postOnly' ? { postOnly: true } : { timeInForce: order.timeInForce };
}

function rejectionOf(error: unknown): 'insufficientFunds' | 'duplicateId' | 'invalidOrder' | 'other' {
  if (error instanceof ccxt.InsufficientFunds) return 'insufficientFunds';
  // ccxt has no class of its own for it at these venues.
  if (error instanceof Error && error.message.includes('Duplicate')) return 'duplicateId';
  return error instanceof ccxt.InvalidOrder ? 'invalidOrder' : 'other';
}

function stateOf(order: Order): ContractOrderState {
  return {
    clientOrderId: String(order.clientOrderId),
    venueOrderId: String(order.id),
    status: statusOf(order),
    filledQty: String(order.filled),
  };
}

const ENDED: ReadonlyMap<unknown, OrderStatus> = new Map([
  ['closed', 'filled'],
  ['canceled', 'cancelled'],
  ['expired', 'expired'],
  ['rejected', 'rejected'],
]);

const statusOf = (order: Order): OrderStatus =>
  ENDED.get(order.status) ?? (Number(order.filled) > 0 ? 'partiallyFilled' : 'open');

/** The unified trade has no client id: the venue's own message has it. */
function fillOf(trade: Trade): ContractFill {
  const info = TradeInfo.parse(trade.info);
  return {
    venueTradeId: String(trade.id),
    clientOrderId: info.c ?? info.orderLinkId ?? '',
    price: String(trade.price),
    qty: String(trade.amount),
    fee: String(trade.fee?.cost),
    feeAsset: String(trade.fee?.currency),
  };
}
