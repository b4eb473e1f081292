import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import type { SimulatedVenue } from '../simulatedVenue';
import { createFrameSender } from '../wire/frameSender';
import { keepAlive } from '../wire/keepAlive';
import { parseJson } from '../wire/parseJson';
import type { WireReply } from '../wire/requestFault';
import { authenticate, socketPayload, type SignedRequest } from './authentication';
import { BinanceError } from './binanceError';
import { errorReply, type Dispatch } from './dispatch';
import type { BinanceEndpoints } from './endpoint';
import { createUserDataSubscriptions } from './userDataSubscriptions';

/** WebSocket requests that are REST requests by another name. */
const METHODS: Readonly<Record<string, string>> = {
  ping: 'GET /api/v3/ping',
  time: 'GET /api/v3/time',
  'order.place': 'POST /api/v3/order',
  'order.cancel': 'DELETE /api/v3/order',
  'order.status': 'GET /api/v3/order',
  'openOrders.status': 'GET /api/v3/openOrders',
  'openOrders.cancelAll': 'DELETE /api/v3/openOrders',
  'account.status': 'GET /api/v3/account',
  myTrades: 'GET /api/v3/myTrades',
};

const Request = z.object({
  id: z.union([z.string(), z.int(), z.null()]),
  method: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
type Request = z.infer<typeof Request>;

export interface SocketApiDeps {
  readonly venue: SimulatedVenue;
  readonly endpoints: BinanceEndpoints;
  readonly dispatch: Dispatch;
}

/** Serves one socket of the WebSocket API, its user data subscriptions included. */
export function serveSocketApi(socket: WebSocket, { venue, endpoints, dispatch }: SocketApiDeps): void {
  const sender = createFrameSender(socket, venue.faults, 'private');
  const userData = createUserDataSubscriptions(venue, sender);

  function subscribe(request: SignedRequest): WireReply {
    try {
      const subscriptionId = userData.add(authenticate(venue, request));
      return { status: 200, body: JSON.stringify({ subscriptionId }), headers: {} };
    } catch (error) {
      return errorReply(error, {});
    }
  }

  function route({ method, params }: Request): WireReply | Promise<WireReply | undefined> {
    const parameters = new Map(Object.entries(params).map(([name, value]) => [name, String(value)]));
    const apiKey = parameters.get('apiKey');
    const signed = { apiKey, parameters, payload: socketPayload(parameters) };
    if (method === 'userDataStream.subscribe.signature') return subscribe(signed);
    if (method === 'userDataStream.unsubscribe') {
      userData.clear();
      return { status: 200, body: '{}', headers: {} };
    }
    const endpoint = endpoints[METHODS[method] ?? ''];
    if (endpoint === undefined) return errorReply(new BinanceError(-1000, `Unknown method ${method}.`), {});
    return dispatch(endpoint, signed);
  }

  async function answer(request: Request): Promise<void> {
    const reply = await route(request);
    if (reply === undefined) socket.terminate();
    else sender.answer(envelope(request.id, reply));
  }

  socket.on('message', (data: RawData) => {
    const request = Request.safeParse(parseJson(data));
    if (!request.success) {
      sender.answer(envelope(null, errorReply(new BinanceError(-1135, 'Invalid JSON Request'), {})));
      return;
    }
    answer(request.data).catch((error: unknown) => {
      socket.emit('error', error);
      socket.terminate();
    });
  });
  socket.on('close', () => {
    userData.stop();
    sender.stop();
  });
  keepAlive(socket, 20_000, 60_000);
}

/** @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/response-format */
function envelope(id: Request['id'], reply: WireReply): string {
  const field = reply.status === 200 ? 'result' : 'error';
  return `{"id":${JSON.stringify(id)},"status":${reply.status},"${field}":${reply.body},"rateLimits":[]}`;
}
