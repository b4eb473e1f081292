import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Pool, type Dispatcher } from 'undici';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { SimulatedVenueAccess } from '../../cli/demo/tradingVariables';
import { signedQuery } from '../../venues/binance/signing';
import { signedHeaders } from '../../venues/bybit/signing';
import type { BenchVenue } from '../stack/venues';

/** Two orders on a tick with nothing between: no books, no detection, no database, no Temporal. */
export interface BareOrders {
  /** Waits for the next frame and answers it; ms from the frame to the later of both socket writes. */
  frameToOrdersMs(move: () => Promise<void>): Promise<number>;
  close(): Promise<void>;
}

type Access = ReadonlyMap<BenchVenue, SimulatedVenueAccess>;

interface Sent {
  readonly writtenAtNs: bigint;
  readonly replied: Promise<void>;
}

/** Far from any book, so that nothing fills and no account changes. */
const QTY = '0.01';
const PRICE = '30000';
const WINDOW_MS = 5_000;
const frame = z.object({ s: z.literal('BTCUSDT'), b: z.string(), a: z.string() });

/** The floor of tick to orders: a bare `ws` handler that signs and sends one IOC order to each venue through undici. */
export async function createBareOrders(access: Access): Promise<BareOrders> {
  const [binance, bybit] = [accessOf(access, 'binance'), accessOf(access, 'bybit')];
  const pools = [new Pool(binance.endpoints.restUrl), new Pool(bybit.endpoints.restUrl)] as const;
  const socket = new WebSocket(`${binance.endpoints.publicWsUrl}/ws/btcusdt@bookTicker`);
  await once(socket, 'open');

  function answer(text: string, receivedAtNs: bigint): Promise<Sent> {
    frame.parse(JSON.parse(text));
    const both = [
      sendTo(pools[0], binanceOrder(binance.keys.trader)),
      sendTo(pools[1], bybitOrder(bybit.keys.trader)),
    ];
    return Promise.all(both).then((sent) => ({
      writtenAtNs: sent.reduce(
        (latest, { writtenAtNs }) => (writtenAtNs > latest ? writtenAtNs : latest),
        receivedAtNs,
      ),
      replied: Promise.all(sent.map(({ replied }) => replied)).then(() => undefined),
    }));
  }

  return {
    async frameToOrdersMs(move) {
      const answered = new Promise<{ receivedAtNs: bigint; sent: Promise<Sent> }>((resolve) => {
        socket.once('message', (data: Buffer) => {
          const receivedAtNs = process.hrtime.bigint();
          resolve({ receivedAtNs, sent: answer(data.toString(), receivedAtNs) });
        });
      });
      await move();
      const { receivedAtNs, sent } = await answered;
      const { writtenAtNs, replied } = await sent;
      await replied;
      return Number(writtenAtNs - receivedAtNs) / 1e6;
    },
    async close() {
      socket.terminate();
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}

type Order = Pick<Dispatcher.DispatchOptions, 'path' | 'headers' | 'body'>;
type Key = SimulatedVenueAccess['keys']['trader'];

function binanceOrder({ apiKey, apiSecret }: Key): Order {
  const order = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'IOC',
    quantity: QTY,
    price: PRICE,
  };
  const named = { ...order, newClientOrderId: clientOrderId(), newOrderRespType: 'FULL' };
  const query = signedQuery({ ...named, recvWindow: WINDOW_MS, timestamp: Date.now() }, apiSecret);
  return { path: `/api/v3/order?${query}`, headers: { 'X-MBX-APIKEY': apiKey }, body: null };
}

function bybitOrder(key: Key): Order {
  const order = { category: 'spot', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Limit', timeInForce: 'IOC' };
  const body = JSON.stringify({ ...order, qty: QTY, price: PRICE, orderLinkId: clientOrderId() });
  const signed = signedHeaders({ timestampMs: Date.now(), windowMs: WINDOW_MS, payload: body }, key);
  return { path: '/v5/order/create', headers: { ...signed, 'content-type': 'application/json' }, body };
}

const clientOrderId = (): string => randomUUID().replaceAll('-', '');

/** Resolves when undici writes the request. @throws where a venue refuses it: then the floor is none. */
function sendTo(pool: Pool, order: Order): Promise<Sent> {
  return new Promise((resolve, reject) => {
    let end: () => void = () => undefined;
    const replied = new Promise<void>((settle) => (end = settle));
    pool.dispatch(
      { method: 'POST', ...order },
      {
        onRequestStart: () => {
          resolve({ writtenAtNs: process.hrtime.bigint(), replied });
        },
        onResponseStart: (_controller, status) => {
          if (status !== 200) reject(new Error(`a bare order was answered with HTTP ${status}`));
        },
        onResponseData: () => undefined,
        onResponseEnd: () => {
          end();
        },
        onResponseError: (_controller, error) => {
          reject(error);
          end();
        },
      },
    );
  });
}

function accessOf(access: Access, venue: BenchVenue): SimulatedVenueAccess {
  const known = access.get(venue);
  if (known === undefined) throw new Error(`no address of ${venue}`);
  return known;
}
