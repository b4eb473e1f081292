import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import {
  CONTRACT_CREDENTIALS,
  startContractSimulator,
  type ContractSimulator,
} from '../contract/contractSimulator';
import { describeWith, readJson } from '../venues/recordedData';
import { Frame, openJsonSocket } from './jsonSocket';
import { binanceRequest, type RawReply, type RequestOptions } from './signedRequests';

let simulator: ContractSimulator;
beforeEach(async () => {
  simulator = await startContractSimulator('binance');
});
afterEach(async () => {
  await simulator.close();
});

const request = (method: 'GET' | 'POST' | 'DELETE', path: string, params: Record<string, string> = {}) =>
  binanceRequest({ url: simulator.url, method, path, params });

const LIMIT = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.1',
  price: '90.00',
};
const TAKING = { ...LIMIT, timeInForce: 'IOC', price: '101.00' };

const place = (params: Record<string, string>, options?: RequestOptions): Promise<RawReply> =>
  binanceRequest({ url: simulator.url, method: 'POST', path: '/api/v3/order', params }, options);

const lookUp = (id: string): Promise<RawReply> =>
  request('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: id });

describe('signed requests', () => {
  it.each([
    ['a wrong secret', { apiSecret: 'other' }, { status: 400, code: -1022 }],
    ['an unknown key', { apiKey: 'other' }, { status: 401, code: -2015 }],
    ['a stale timestamp', { timestampMs: Date.now() - 6_000 }, { status: 400, code: -1021 }],
    ['a timestamp from the future', { timestampMs: Date.now() + 60_000 }, { status: 400, code: -1021 }],
    ['a window beyond a minute', { recvWindowMs: 60_001 }, { status: 400, code: -1131 }],
  ])('are refused with %s', async (_what, options, { status, code }) => {
    const reply = await place({ ...LIMIT, newClientOrderId: 'a' }, options);
    expect(reply).toMatchObject({ status, json: { code } });
    expect(simulator.core.openOrders('main')).toEqual([]);
  });

  it('are measured on the clock of the venue', async () => {
    simulator.core.faults.plant({ on: 'clock', skewMs: 30_000 });
    expect((await place(LIMIT)).json).toMatchObject({ code: -1021 });
    expect((await place(LIMIT, { timestampMs: Date.now() + 30_000 })).status).toBe(200);
  });
});

describe('orders', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NOPE' }, -1121],
    ['a price off the tick', { price: '90.001' }, -1013],
    ['a price beyond the precision', { price: '90.000000001' }, -1111],
    ['a size below the minimum value', { quantity: '0.00001' }, -1013],
    ['a size beyond the balance', { quantity: '1000' }, -2010],
    ['a maker order that would take', { type: 'LIMIT_MAKER', timeInForce: '', price: '101.00' }, -1106],
    ['no price', { price: '' }, -1102],
    ['an unknown type', { type: 'STOP' }, -1116],
    ['an illegal id', { newClientOrderId: 'a b' }, -1100],
  ])('are refused with %s', async (_what, change, code) => {
    expect((await place({ ...LIMIT, ...change })).json).toMatchObject({ code });
  });

  it('are refused as maker where they would take', async () => {
    const maker = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', price: '101.00' };
    expect((await place(maker)).json).toEqual({
      code: -2010,
      msg: 'Order would immediately match and take.',
    });
  });

  it('take a used id again once the earlier order is filled, not before', async () => {
    const resting = { ...LIMIT, newClientOrderId: 'twice' };
    await place(resting);
    expect((await place(resting)).json).toEqual({ code: -2010, msg: 'Duplicate order sent.' });

    const taking = { ...TAKING, newClientOrderId: 'again' };
    expect((await place(taking)).json).toMatchObject({ status: 'FILLED' });
    expect((await place(taking)).json).toMatchObject({ status: 'FILLED' });
  });

  it('answer ACK, RESULT or FULL as asked', async () => {
    const ack = Frame.parse((await place({ ...TAKING, newOrderRespType: 'ACK' })).json);
    const result = Frame.parse((await place({ ...TAKING, newOrderRespType: 'RESULT' })).json);
    const full = Frame.parse((await place({ ...TAKING, newOrderRespType: 'FULL' })).json);
    expect([ack, result, full].map((reply) => [reply['status'], Array.isArray(reply['fills'])])).toEqual([
      [undefined, false],
      ['FILLED', false],
      ['FILLED', true],
    ]);
  });

  it('may be sized in quote at the market', async () => {
    const market = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '50.5' };
    expect((await place(market)).json).toMatchObject({ executedQty: '0.50000000', status: 'FILLED' });
  });
});

describe('limits', () => {
  it('count weight and orders in the headers', async () => {
    await request('GET', '/api/v3/account');
    const { headers } = await place(LIMIT);
    expect([headers.get('x-mbx-used-weight-1m'), headers.get('x-mbx-order-count-10s')]).toEqual(['21', '1']);
  });

  it('refuse more than 100 orders in ten seconds', async () => {
    const statuses: number[] = [];
    // Enough for two windows: the run may begin at the end of one.
    for (let i = 0; i < 201; i++) statuses.push((await place({ ...LIMIT, quantity: '0.06' })).status);
    expect(statuses).toContain(429);
    expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(100);
  });
});

describe('request faults', () => {
  const plant = (fault: Parameters<ContractSimulator['core']['faults']['plant']>[0]) => {
    simulator.core.faults.plant(fault);
  };
  const onOrder = { on: 'request', requestClass: 'order', after: 0, times: 1 } as const;

  it('accept the order and break the connection before the reply', async () => {
    plant({ ...onOrder, fault: { kind: 'dropReplyAfterAccept' } });
    await expect(place({ ...LIMIT, newClientOrderId: 'lost' })).rejects.toThrow('fetch failed');
    expect((await lookUp('lost')).json).toMatchObject({ status: 'NEW' });
  });

  it.each([
    ['error5xxBefore', -2013],
    ['error5xxAfter', undefined],
  ] as const)('answer 503 for %s', async (kind, lookUpCode) => {
    plant({ ...onOrder, fault: { kind } });
    expect((await place({ ...LIMIT, newClientOrderId: 'busy' })).status).toBe(503);
    expect(Frame.parse((await lookUp('busy')).json)['code']).toBe(lookUpCode);
  });

  it('let the receive window end an order that arrives late', async () => {
    plant({ ...onOrder, fault: { kind: 'delayArrival', ms: 40 } });
    const reply = await place({ ...LIMIT, newClientOrderId: 'late' }, { recvWindowMs: 20 });
    expect(reply.json).toMatchObject({ code: -1021 });
    expect((await lookUp('late')).json).toMatchObject({ code: -2013 });
  });

  it('say when to come back', async () => {
    plant({ ...onOrder, fault: { kind: 'rateLimit429', retryAfterMs: 2_000 } });
    const reply = await place(LIMIT);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '2']);
  });

  it('answer with what is no JSON', async () => {
    plant({ ...onOrder, fault: { kind: 'garbageReply' } });
    const reply = await place(LIMIT);
    expect([reply.status, reply.json]).toEqual([200, undefined]);
  });
});

describe('the depth stream', () => {
  /** One change of the best bid's size. */
  const move = (btc: number): void => {
    simulator.core.applyUpdate({
      kind: 'depth',
      reset: false,
      venue: 'binance',
      symbol: 'BTCUSDT',
      bids: [[10_000, btc * 100_000]],
      asks: [],
    });
  };
  const isDepth = (frame: Frame): boolean => frame['e'] === 'depthUpdate';

  async function threeBatches(): Promise<Frame[]> {
    const socket = await openJsonSocket(`${simulator.url.replace('http', 'ws')}/ws/btcusdt@depth@100ms`);
    const batches: Frame[] = [];
    for (const size of [1, 2, 3]) {
      move(size);
      move(size + 10);
      batches.push(await socket.next((frame) => isDepth(frame) && !batches.includes(frame)));
    }
    socket.close();
    return batches;
  }

  it('continues without a gap and keeps the last of several changes', async () => {
    const batches = await threeBatches();
    const expectedStarts = batches.slice(0, -1).map((batch) => Number(batch['u']) + 1);
    expect(batches.slice(1).map((batch) => batch['U'])).toEqual(expectedStarts);
    expect(batches.map((batch) => batch['b'])).toEqual(
      [11, 12, 13].map((btc) => [['100.00000000', `${btc}.00000000`]]),
    );
  });

  it('skips numbers where a gap is planted', async () => {
    const socket = await openJsonSocket(`${simulator.url.replace('http', 'ws')}/stream`);
    socket.send({ method: 'SUBSCRIBE', params: ['btcusdt@depth@100ms'], id: 7 });
    await socket.next((frame) => frame['id'] === 7);
    const before = simulator.core.snapshot('BTCUSDT', 1).lastUpdateId;
    simulator.core.faults.plant({
      on: 'frame',
      stream: 'public',
      fault: { kind: 'sequenceGap' },
      after: 0,
      times: 1,
    });
    const timer = setInterval(() => {
      move(1 + Math.random());
    }, 20);
    const { data } = await socket.next((frame) => frame['stream'] === 'btcusdt@depth@100ms');
    clearInterval(timer);
    expect(Number(Frame.parse(data)['U'])).toBeGreaterThan(before + 1);
    socket.close();
  });
});

describe('the user data stream', () => {
  async function subscribed() {
    const socket = await openJsonSocket(`${simulator.url.replace('http', 'ws')}/ws-api/v3`);
    const params = { apiKey: CONTRACT_CREDENTIALS.apiKey, timestamp: Date.now() };
    const signature = createHmac('sha256', CONTRACT_CREDENTIALS.apiSecret)
      .update(`apiKey=${params.apiKey}&timestamp=${params.timestamp}`)
      .digest('hex');
    socket.send({ id: 's', method: 'userDataStream.subscribe.signature', params: { ...params, signature } });
    expect(await socket.next((frame) => frame['id'] === 's')).toMatchObject({ status: 200 });
    return socket;
  }
  const kindOf = (frame: Frame): unknown => Frame.safeParse(frame['event']).data?.['x'];

  it('tells NEW, then each fill, then what is left of the balances', async () => {
    const socket = await subscribed();
    await place({ ...TAKING, newClientOrderId: 'told' });
    await socket.next((frame) => Frame.safeParse(frame['event']).data?.['e'] === 'outboundAccountPosition');
    expect(socket.frames.map(kindOf).filter((kind) => kind !== undefined)).toEqual(['NEW', 'TRADE']);
    socket.close();
  });

  it('repeats an event where that is planted', async () => {
    const socket = await subscribed();
    simulator.core.faults.plant({
      on: 'frame',
      stream: 'private',
      fault: { kind: 'duplicateEvents' },
      after: 0,
      times: 1,
    });
    await place(LIMIT);
    await socket.next((frame) => Frame.safeParse(frame['event']).data?.['e'] === 'outboundAccountPosition');
    expect(socket.frames.filter((frame) => kindOf(frame) === 'NEW')).toHaveLength(2);
    socket.close();
  });
});

describeWith('fixtures/binance/spot/http_json', (folder) => {
  const keysOf = (value: unknown): string[] =>
    Object.keys(Frame.parse(Array.isArray(value) ? value[0] : value));

  it.each([
    ['new_order_full_response', () => place(TAKING)],
    ['account_response', () => request('GET', '/api/v3/account')],
    ['exchange_info_response', () => request('GET', '/api/v3/exchangeInfo')],
    ['depth_response', () => request('GET', '/api/v3/depth', { symbol: 'BTCUSDT' })],
    ['book_ticker_response', () => request('GET', '/api/v3/ticker/bookTicker', { symbol: 'BTCUSDT' })],
    ['ticker_24hr_response', () => request('GET', '/api/v3/ticker/24hr', { symbol: 'BTCUSDT' })],
    [
      'order_response',
      async () => {
        await place({ ...LIMIT, newClientOrderId: 'shape' });
        return lookUp('shape');
      },
    ],
    [
      'account_trades_response',
      async () => {
        await place(TAKING);
        return request('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT' });
      },
    ],
    [
      'cancel_order_response',
      async () => {
        await place({ ...LIMIT, newClientOrderId: 'shape' });
        return request('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'shape' });
      },
    ],
  ] as const)('%s has every field that the façade answers with', async (name, ask) => {
    const fixture = keysOf(readJson(join(folder, `${name}.json`)));
    const reply = await ask();
    expect(keysOf(reply.json)).toEqual(expect.arrayContaining(fixture));
  });
});
