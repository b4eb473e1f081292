import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asPrice, asQty } from '../../domain/money';
import type { OrderRequest } from '../../domain/order';
import { systemClock } from '../../runtime/clock';
import { createBinanceOrderGateway } from '../../venues/binance/orderGateway';
import { createBybitOrderGateway } from '../../venues/bybit/orderGateway';
import type { OrderGateway, SendDeadline } from '../../venues/orderGateway';
import { spotInstrument } from './feedFakes';
import { silentLogger } from './silentLogger';

const gateways = { binance: createBinanceOrderGateway, bybit: createBybitOrderGateway };

describe.each(['binance', 'bybit'] as const)('%s order gateway', (venue) => {
  let server: Server;
  let gateway: OrderGateway;
  let received: string[];
  let refusal: string | undefined;
  let answer: (path: string) => { status: number; body: string } | 'reset';

  beforeEach(async () => {
    received = [];
    refusal = undefined;
    answer = () => ({ status: 200, body: '{}' });
    server = createServer((request, response) => {
      received.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const reply = answer(request.url ?? '');
      if (reply === 'reset') return void request.socket.destroy();
      response.writeHead(reply.status).end(reply.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    gateway = gateways[venue]({
      endpoints: { restUrl: url, publicWsUrl: url, privateWsUrl: url },
      clock: systemClock,
      logger: silentLogger,
      credentials: { apiKey: 'key', apiSecret: 'secret' },
      instruments: [spotInstrument({ id: `${venue}:BTC/USDT`, venue })],
      budgetFraction: 1,
      freeze: { refusal: () => refusal },
    });
  });

  afterEach(async () => {
    await gateway.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const order = (): OrderRequest => ({
    venue,
    instrumentId: `${venue}:BTC/USDT`,
    clientOrderId: 'hfabc234',
    side: 'buy',
    qty: asQty('0.01'),
    limitPrice: asPrice('100'),
    timeInForce: 'IOC',
    reduceOnly: false,
  });
  const orders = (): string[] => received.filter((line) => line.startsWith('POST'));

  it('sends, cancels and cancels all with no byte while everything is frozen, and reads on', async () => {
    refusal = 'frozen by ada: test';
    const ref = { venue, instrumentId: `${venue}:BTC/USDT`, clientOrderId: 'hfabc234' };
    expect(await gateway.send(order(), deadlineIn(1_000))).toEqual({ kind: 'notSent', cause: refusal });
    expect(await gateway.cancel(ref)).toEqual({ kind: 'unknown', cause: refusal });
    await expect(gateway.cancelAll(ref.instrumentId)).rejects.toThrow(refusal);
    await gateway.lookUp(ref);
    expect(received.length).toBeGreaterThan(0);
    expect(received.filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  it('sends no byte when the deadline has passed', async () => {
    const outcome = await gateway.send(order(), deadlineIn(-1));
    expect(outcome).toEqual({ kind: 'notSent', cause: 'send deadline passed' });
    expect(received).toEqual([]);
  });

  it('sends no byte when only the monotonic deadline has passed', async () => {
    const deadline = { ...deadlineIn(1_000), monotonicNs: systemClock.monotonicNs() - 1n };
    expect(await gateway.send(order(), deadline)).toMatchObject({ kind: 'notSent' });
    expect(received).toEqual([]);
  });

  it.each([
    { name: 'a 5xx', reply: { status: 502, body: '<html>' } },
    { name: 'an empty body', reply: { status: 200, body: '' } },
    { name: 'a body of another shape', reply: { status: 200, body: '{"ok":true}' } },
    { name: 'a reset connection', reply: 'reset' as const },
  ])('calls the outcome unknown and sends once after $name', async ({ reply }) => {
    answer = () => reply;
    const outcome = await gateway.send(order(), deadlineIn(1_000));
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(orders()).toHaveLength(1);
  });

  it('pauses order entry for as long as the venue asks after a rate limit', async () => {
    answer = () => ({
      status: 429,
      body: '{"code":-1003,"msg":"Too many requests","retCode":10006,"retMsg":"Too many"}',
    });
    const first = await gateway.send(order(), deadlineIn(1_000));
    const second = await gateway.send(order(), deadlineIn(1_000));
    expect(first).toMatchObject({ kind: 'rejected', rejection: { class: 'retry' } });
    expect(second).toMatchObject({ kind: 'notSent' });
    expect(orders()).toHaveLength(1);
  });
});

const deadlineIn = (ms: number): SendDeadline => ({
  wallMs: Date.now() + ms,
  monotonicNs: systemClock.monotonicNs() + BigInt(ms) * 1_000_000n,
});
