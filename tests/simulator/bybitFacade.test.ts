import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import {
  CONTRACT_CREDENTIALS,
  startContractSimulator,
  type ContractSimulator,
} from '../contract/contractSimulator';
import { describeWith, readJson } from '../venues/recordedData';
import { Frame, openJsonSocket, type JsonSocket } from './jsonSocket';
import { bybitRequest, type RawReply, type RequestOptions } from './signedRequests';

let simulator: ContractSimulator;
beforeEach(async () => {
  simulator = await startContractSimulator('bybit');
});
afterEach(async () => {
  await simulator.close();
});

const LIMIT = {
  category: 'spot',
  symbol: 'BTCUSDT',
  side: 'Buy',
  orderType: 'Limit',
  timeInForce: 'GTC',
  qty: '0.1',
  price: '90.00',
};
const TAKING = { ...LIMIT, timeInForce: 'IOC', price: '101.00' };

const get = (path: string, params: Record<string, string>): Promise<RawReply> =>
  bybitRequest({ url: simulator.url, method: 'GET', path, params });
const place = (params: Record<string, string>, options?: RequestOptions): Promise<RawReply> =>
  bybitRequest({ url: simulator.url, method: 'POST', path: '/v5/order/create', params }, options);

const Listed = z.object({ result: z.object({ list: z.array(Frame) }) });
async function lookUp(orderLinkId: string): Promise<Frame | undefined> {
  const params = { category: 'spot', symbol: 'BTCUSDT', orderLinkId };
  return Listed.parse((await get('/v5/order/realtime', params)).json).result.list[0];
}

describe('signed requests', () => {
  it.each([
    ['a wrong secret', { apiSecret: 'other' }, 10004],
    ['an unknown key', { apiKey: 'other' }, 10003],
    ['a stale timestamp', { timestampMs: Date.now() - 6_000 }, 10002],
    ['a timestamp from the future', { timestampMs: Date.now() + 60_000 }, 10002],
  ])('are refused with %s', async (_what, options, retCode) => {
    expect((await place(LIMIT, options)).json).toMatchObject({ retCode });
    expect(simulator.core.openOrders('main')).toEqual([]);
  });
});

describe('orders', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NOPE' }, 170121],
    ['a price off the tick', { price: '90.001' }, 170134],
    ['a size off the lot', { qty: '0.1000001' }, 170137],
    ['a value below the minimum', { qty: '0.001' }, 170140],
    ['a size beyond the balance', { qty: '1000' }, 170131],
    ['post-only that would take', { timeInForce: 'PostOnly', price: '101.00' }, 170218],
    ['an unknown category', { category: 'linear' }, 10001],
  ])('are refused with %s', async (_what, change, retCode) => {
    expect((await place({ ...LIMIT, ...change })).json).toMatchObject({ retCode });
  });

  it('never take an id twice, not even after the first order ended', async () => {
    const order = { ...TAKING, orderLinkId: 'once' };
    expect((await place(order)).json).toMatchObject({ retCode: 0, result: { orderLinkId: 'once' } });
    expect(await lookUp('once')).toMatchObject({ orderStatus: 'Filled' });
    expect((await place(order)).json).toMatchObject({ retCode: 170141 });
  });

  it('answer with the ids alone', async () => {
    const reply = z.object({ result: Frame }).parse((await place(TAKING)).json);
    expect(Object.keys(reply.result).sort()).toEqual(['orderId', 'orderLinkId']);
  });

  it('size a market buy in quote unless told otherwise', async () => {
    const market = { category: 'spot', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Market' };
    await place({ ...market, qty: '50.5', orderLinkId: 'quote' });
    await place({ ...market, qty: '0.25', marketUnit: 'baseCoin', orderLinkId: 'base' });
    const filled = [await lookUp('quote'), await lookUp('base')].map((order) =>
      Number(order?.['cumExecQty']),
    );
    expect(filled).toEqual([0.5, 0.25]);
  });

  it('end partly filled where the book was too thin', async () => {
    await place({ ...TAKING, qty: '6', orderLinkId: 'thin' });
    expect(await lookUp('thin')).toMatchObject({ orderStatus: 'PartiallyFilledCanceled' });
  });

  it('are refused above the limit of the second', async () => {
    const replies = await Promise.all(Array.from({ length: 45 }, () => place({ ...LIMIT, qty: '0.06' })));
    const refused = replies.filter((reply) => Frame.parse(reply.json)['retCode'] === 10006);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('x-bapi-limit-status')).toBe('0');
  });
});

describe('request faults', () => {
  it('accept the order and break the connection before the reply', async () => {
    simulator.core.faults.plant({
      on: 'request',
      requestClass: 'order',
      fault: { kind: 'dropReplyAfterAccept' },
      after: 0,
      times: 1,
    });
    await expect(place({ ...LIMIT, orderLinkId: 'lost' })).rejects.toThrow('fetch failed');
    expect(await lookUp('lost')).toMatchObject({ orderStatus: 'New' });
  });

  it('let the receive window end an order that arrives late', async () => {
    simulator.core.faults.plant({
      on: 'request',
      requestClass: 'order',
      fault: { kind: 'delayArrival', ms: 40 },
      after: 0,
      times: 1,
    });
    const reply = await place({ ...LIMIT, orderLinkId: 'late' }, { recvWindowMs: 20 });
    expect(reply.json).toMatchObject({ retCode: 10002 });
    expect(await lookUp('late')).toBeUndefined();
  });
});

describe('the public socket', () => {
  const Book = z.object({
    type: z.string(),
    data: z.object({ u: z.int(), b: z.array(z.array(z.string())) }),
  });
  const setBid = (btc: number): void => {
    simulator.core.applyUpdate({
      kind: 'depth',
      reset: false,
      venue: 'bybit',
      symbol: 'BTCUSDT',
      bids: [[10_000, btc * 100_000]],
      asks: [],
    });
  };

  it('tells a book as a snapshot and then as differences that count on', async () => {
    const socket = await openJsonSocket(`${simulator.url.replace('http', 'ws')}/v5/public/spot`);
    socket.send({ op: 'subscribe', args: ['orderbook.50.BTCUSDT'], req_id: 'r' });
    const first = Book.parse(await socket.next((frame) => frame['type'] === 'snapshot'));
    expect(await socket.next((frame) => frame['req_id'] === 'r')).toMatchObject({ success: true });
    setBid(2);
    const second = Book.parse(await socket.next((frame) => frame['type'] === 'delta'));
    expect(second.data.u).toBe(first.data.u + 1);
    setBid(0);
    const third = Book.parse(
      await socket.next((frame) => Book.safeParse(frame).data?.data.u === second.data.u + 1),
    );
    expect(third.data.b).toEqual([['100.00', '0']]);
    socket.close();
  });

  it('answers a ping and refuses an unknown topic', async () => {
    const socket = await openJsonSocket(`${simulator.url.replace('http', 'ws')}/v5/public/spot`);
    socket.send({ op: 'ping' });
    expect(await socket.next((frame) => frame['op'] === 'ping')).toMatchObject({ ret_msg: 'pong' });
    socket.send({ op: 'subscribe', args: ['orderbook.50.NOPE'] });
    expect(await socket.next((frame) => frame['op'] === 'subscribe')).toMatchObject({ success: false });
    socket.close();
  });
});

describe('the private and the trade socket', () => {
  async function loggedIn(path: string, secret = CONTRACT_CREDENTIALS.apiSecret): Promise<JsonSocket> {
    const socket = await openJsonSocket(`${simulator.url.replace('http', 'ws')}${path}`);
    const expires = Date.now() + 10_000;
    const signature = createHmac('sha256', secret).update(`GET/realtime${expires}`).digest('hex');
    socket.send({ op: 'auth', args: [CONTRACT_CREDENTIALS.apiKey, expires, signature] });
    await socket.next((frame) => frame['op'] === 'auth');
    return socket;
  }

  it('refuse a wrong signature and then every topic', async () => {
    const socket = await loggedIn('/v5/private', 'other');
    socket.send({ op: 'subscribe', args: ['order'] });
    expect(await socket.next((frame) => frame['op'] === 'subscribe')).toMatchObject({ success: false });
    socket.close();
  });

  it('take an order on one and tell its executions on the other', async () => {
    const listening = await loggedIn('/v5/private');
    listening.send({ op: 'subscribe', args: ['order', 'execution'] });
    await listening.next((frame) => frame['op'] === 'subscribe');
    const trading = await loggedIn('/v5/trade');
    trading.send({
      reqId: 'r1',
      header: { 'X-BAPI-TIMESTAMP': String(Date.now()), 'X-BAPI-RECV-WINDOW': '1000' },
      op: 'order.create',
      args: [{ ...TAKING, orderLinkId: 'socket' }],
    });
    expect(await trading.next((frame) => frame['reqId'] === 'r1')).toMatchObject({
      retCode: 0,
      data: { orderLinkId: 'socket' },
    });
    const execution = await listening.next((frame) => frame['topic'] === 'execution');
    expect(execution['data']).toMatchObject([{ orderLinkId: 'socket', execQty: '0.10000', isMaker: false }]);
    listening.close();
    trading.close();
  });

  it('refuse an order on the socket after its window', async () => {
    const trading = await loggedIn('/v5/trade');
    trading.send({
      reqId: 'r1',
      header: { 'X-BAPI-TIMESTAMP': String(Date.now() - 2_000), 'X-BAPI-RECV-WINDOW': '1000' },
      op: 'order.create',
      args: [LIMIT],
    });
    expect(await trading.next((frame) => frame['reqId'] === 'r1')).toMatchObject({ retCode: 10002 });
    trading.close();
  });
});

describeWith('fixtures/bybit', (folder) => {
  const spot = { category: 'spot', symbol: 'BTCUSDT' };
  /** Not sent for spot, or figures of derivatives. */
  const keysOf = (value: unknown): string[] => Object.keys(Listed.parse(value).result.list[0] ?? {});

  it.each([
    ['http_get_instruments_spot', '/v5/market/instruments-info', spot],
    ['http_get_orders_realtime', '/v5/order/realtime', spot],
    ['http_get_executions', '/v5/execution/list', spot],
    ['http_get_wallet_balance', '/v5/account/wallet-balance', { accountType: 'UNIFIED' }],
    ['http_get_fee_rate', '/v5/account/fee-rate', spot],
  ])('%s has every field that the façade answers with', async (name, path, params) => {
    await place(TAKING);
    await place(LIMIT);
    const fixture = keysOf(readJson(join(folder, `${name}.json`)));
    const reply = await get(path, params);
    expect(keysOf(reply.json)).toEqual(expect.arrayContaining(fixture));
  });
});
