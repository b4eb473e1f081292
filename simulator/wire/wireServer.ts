import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Logger } from '../../runtime/logger';
import type { WireReply } from './requestFault';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** As it stood in the URL, undecoded: signatures are over these bytes. */
  readonly query: string;
  readonly body: string;
  header(name: string): string | undefined;
}

/** Takes over a socket that was opened on some path; `query` is the text behind `?`. */
export type SocketHandler = (socket: WebSocket, query: string) => void;

export interface WireServerDeps {
  readonly port: number;
  readonly logger: Logger;
  /** `undefined` = break the connection without an answer. */
  answer(request: WireRequest): WireReply | undefined | Promise<WireReply | undefined>;
  /** `undefined` = no such path. */
  socketHandler(path: string): SocketHandler | undefined;
}

export interface Facade {
  readonly url: string;
  close(): Promise<void>;
}

/** One loopback port that speaks HTTP and WebSocket; port 0 takes a free one. @throws where the port is taken */
export async function startWireServer(deps: WireServerDeps): Promise<Facade> {
  const app = fastify({ forceCloseConnections: true });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  acceptRawBodies(app);
  app.all('/*', (request, reply) => respond(deps, request, reply));
  app.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    const [path, query] = splitTarget(request.url ?? '/');
    const handler = deps.socketHandler(path);
    if (handler === undefined) {
      connection.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      socket.on('error', (error) => {
        deps.logger.debug({ event: 'simulator.socketError', path, error: error.message });
      });
      handler(socket, query);
    });
  });
  const url = await app.listen({ host: '127.0.0.1', port: deps.port });
  return { url, close: () => closeAll(app, sockets) };
}

/** Bodies stay text: every signature is over the exact bytes. */
function acceptRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
}

async function respond(
  deps: WireServerDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [path, query] = splitTarget(request.url);
  const answered = deps.answer({
    method: request.method,
    path,
    query,
    body: typeof request.body === 'string' ? request.body : '',
    header(name) {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
  });
  const result = answered instanceof Promise ? await answered : answered;
  if (result === undefined) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  return reply
    .code(result.status)
    .headers({ 'content-type': 'application/json;charset=UTF-8', ...result.headers })
    .send(result.body);
}

function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

async function closeAll(app: FastifyInstance, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await app.close();
}
