import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import type { SimFaults } from '../simulatedVenue';
import { createFrameSender } from '../wire/frameSender';
import { keepAlive } from '../wire/keepAlive';
import { parseJson } from '../wire/parseJson';
import type { PublicStreams, StreamListener } from './publicStreams';

const PING_INTERVAL_MS = 20_000;
const PONG_LIMIT_MS = 60_000;

const Command = z.object({
  method: z.enum(['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS']),
  params: z.array(z.string()).default([]),
  id: z.union([z.int(), z.string(), z.null()]).default(null),
});

export interface PublicSocketDeps {
  readonly streams: PublicStreams;
  readonly faults: SimFaults;
}

export interface PublicSocketOptions {
  /** `/stream` wraps each message as `{"stream","data"}`, `/ws` sends it raw. */
  readonly combined: boolean;
  /** Streams named in the URL. */
  readonly initial: readonly string[];
}

/** Serves one market-data socket until it closes. @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams */
export function servePublicSocket(
  socket: WebSocket,
  { streams, faults }: PublicSocketDeps,
  { combined, initial }: PublicSocketOptions,
): void {
  const sender = createFrameSender(socket, faults, 'public');
  const subscribed = new Set<string>();
  const listener: StreamListener = (stream, payload, sequenced) => {
    sender.send(combined ? `{"stream":"${stream}","data":${payload}}` : payload, sequenced);
  };

  function subscribe(stream: string): void {
    subscribed.add(stream);
    streams.subscribe(stream, listener);
  }

  function unsubscribe(stream: string): void {
    subscribed.delete(stream);
    streams.unsubscribe(stream, listener);
  }

  function onCommand({ method, params, id }: z.infer<typeof Command>): void {
    if (method === 'SUBSCRIBE') params.forEach(subscribe);
    if (method === 'UNSUBSCRIBE') params.forEach(unsubscribe);
    const result = method === 'LIST_SUBSCRIPTIONS' ? [...subscribed] : null;
    sender.answer(JSON.stringify({ result, id }));
  }

  socket.on('message', (data: RawData) => {
    const command = Command.safeParse(parseJson(data));
    if (command.success) onCommand(command.data);
    else sender.answer('{"error":{"code":2,"msg":"Invalid request: request is malformed"},"id":null}');
  });
  socket.on('close', () => {
    sender.stop();
    for (const stream of [...subscribed]) unsubscribe(stream);
  });
  keepAlive(socket, PING_INTERVAL_MS, PONG_LIMIT_MS);
  initial.forEach(subscribe);
}
