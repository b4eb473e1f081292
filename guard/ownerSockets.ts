import { createServer, type Server, type Socket } from 'node:net';
import type { Logger } from '../runtime/logger';
import type { KnownOwners } from './records';

export interface OwnerSockets {
  owners(): KnownOwners;
  /** Told when the kernel has closed the last socket of an owner. */
  onGone(listener: (owner: string) => void): void;
  /** The port that is listened on. */
  readonly port: number;
  close(): Promise<void>;
}

/** A trader says its name in the first line; this word before the end says that it leaves with nothing under way. */
const FAREWELL = 'bye';
/** Names of the dead are kept this long: their steps are taken at once, later ones can't come. */
const MOST_GONE = 100;

/**
 * Where traders hold a socket for life. States of an owner: connected (at least one socket) → gone (the kernel closed the last one, which it
 * does when the process dies) → connected again if it was only the line; an owner that says goodbye is forgotten.
 * @throws where the address is taken
 */
export async function listenForOwners(
  listen: { readonly host: string; readonly port: number },
  logger: Logger,
): Promise<OwnerSockets> {
  const connected = new Map<string, Set<Socket>>();
  const gone = new Set<string>();
  const sockets = new Set<Socket>();
  let tell: (owner: string) => void = () => undefined;

  function onHello(owner: string, socket: Socket): void {
    gone.delete(owner);
    connected.set(owner, (connected.get(owner) ?? new Set()).add(socket));
  }

  function onClosed(owner: string, socket: Socket, leftInOrder: boolean): void {
    const left = connected.get(owner);
    left?.delete(socket);
    if (left === undefined || left.size > 0) return;
    connected.delete(owner);
    if (leftInOrder) return;
    gone.add(owner);
    const [oldest] = gone;
    if (gone.size > MOST_GONE && oldest !== undefined) gone.delete(oldest);
    logger.warn({ event: 'owner.gone', owner });
    tell(owner);
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    readLines(socket, onHello, onClosed);
  });
  await startListening(server, listen);
  const address = server.address();
  return {
    owners: () => ({ gone: [...gone], connected: [...connected.keys()] }),
    onGone(listener) {
      tell = listener;
    },
    port: typeof address === 'object' && address !== null ? address.port : listen.port,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** The first line names the owner. A line that broke by time-out proves nothing about the process: then its lease decides. */
function readLines(
  socket: Socket,
  onHello: (owner: string, socket: Socket) => void,
  onClosed: (owner: string, socket: Socket, leftInOrder: boolean) => void,
): void {
  let text = '';
  let owner: string | undefined;
  let leftInOrder = false;
  socket.setKeepAlive(true, 1_000);
  socket.on('data', (bytes) => {
    text += bytes.toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line === FAREWELL) leftInOrder = true;
      else if (owner === undefined) {
        owner = line;
        onHello(owner, socket);
      }
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ETIMEDOUT' || error.code === 'EHOSTUNREACH') leftInOrder = true;
  });
  socket.on('close', () => {
    if (owner !== undefined) onClosed(owner, socket, leftInOrder);
  });
}

function startListening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
