import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import type { SimulatedVenue } from '../simulatedVenue';
import { parseJson } from '../wire/parseJson';
import type { WireReply } from '../wire/requestFault';
import { authenticateSocket, checkWindow } from './authentication';
import { BybitError } from './bybitError';
import { errorReply, type Dispatch } from './dispatch';
import type { BybitEndpoints } from './endpoint';
import { fieldsOf } from './restApi';

const ROUTES: ReadonlyMap<string, string> = new Map([
  ['order.create', 'POST /v5/order/create'],
  ['order.cancel', 'POST /v5/order/cancel'],
]);

const TradeRequest = z.object({
  op: z.string(),
  reqId: z.string().optional(),
  header: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
  args: z.array(z.unknown()).default([]),
});
type TradeRequest = z.infer<typeof TradeRequest>;

const Envelope = z.object({ retCode: z.int(), retMsg: z.string(), result: z.unknown() });

export interface TradeSocketDeps {
  readonly venue: SimulatedVenue;
  readonly endpoints: BybitEndpoints;
  readonly dispatch: Dispatch;
}

/** Serves one socket of `/v5/trade`: the socket is logged in once, each order carries its own window. */
export function serveTradeSocket(socket: WebSocket, { venue, endpoints, dispatch }: TradeSocketDeps): void {
  let loggedInAs: string | undefined;
  let apiKey = '';

  function authenticate(request: TradeRequest): string {
    if (loggedInAs === undefined) throw new BybitError(10004, 'Request not authorized');
    const { header } = request;
    checkWindow(header['X-BAPI-TIMESTAMP'] ?? '', header['X-BAPI-RECV-WINDOW'] ?? '', venue.nowMs());
    return loggedInAs;
  }

  function logIn(request: TradeRequest): WireReply {
    try {
      const args = request.args.map(String);
      loggedInAs = authenticateSocket(venue, args);
      apiKey = args[0] ?? '';
      return { status: 200, body: '{"retCode":0,"retMsg":"OK","result":{}}', headers: {} };
    } catch (error) {
      return errorReply(error, venue.nowMs(), {});
    }
  }

  function route(request: TradeRequest): WireReply | Promise<WireReply | undefined> {
    if (request.op === 'auth') return logIn(request);
    const path = ROUTES.get(request.op) ?? '';
    const endpoint = endpoints[path];
    if (endpoint === undefined) return errorReply(new BybitError(10404, 'Invalid op.'), venue.nowMs(), {});
    return dispatch({
      route: path,
      endpoint,
      apiKey,
      parameters: () => fieldsOf(request.args[0]),
      authenticate: () => authenticate(request),
    });
  }

  async function answer(request: TradeRequest): Promise<void> {
    if (request.op === 'ping') {
      socket.send('{"retCode":0,"op":"pong","data":[],"connId":"simulator"}');
      return;
    }
    const reply = await route(request);
    if (reply === undefined) socket.terminate();
    else socket.send(socketForm(request, reply));
  }

  socket.on('message', (data: RawData) => {
    const request = TradeRequest.safeParse(parseJson(data));
    if (!request.success) {
      socket.send('{"retCode":10001,"retMsg":"params error","op":"","connId":"simulator"}');
      return;
    }
    answer(request.data).catch((error: unknown) => {
      socket.emit('error', error);
      socket.terminate();
    });
  });
}

/** The REST envelope in the socket's words; a body that is no envelope (a planted fault) goes out as it is. */
function socketForm({ op, reqId }: TradeRequest, reply: WireReply): string {
  const envelope = Envelope.safeParse(parseText(reply.body));
  if (!envelope.success) return reply.body;
  const { retCode, retMsg, result } = envelope.data;
  const header = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [canonical(name), value]),
  );
  return JSON.stringify({
    reqId,
    retCode,
    retMsg,
    op,
    data: result,
    retExtInfo: {},
    header,
    connId: 'simulator',
  });
}

const canonical = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_match, dash: string, letter: string) => dash + letter.toUpperCase());

function parseText(text: string): unknown {
  return parseJson(Buffer.from(text));
}
