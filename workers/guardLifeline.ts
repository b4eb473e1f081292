import { connect, type Socket } from 'node:net';
import type { Logger } from '../runtime/logger';

export interface GuardLifeline {
  /** Says goodbye: nothing of ours is under way, so the end of the sockets means nothing. */
  close(): void;
}

const RECONNECT_MS = 100;

/**
 * Holds a socket to each guard for the life of this process. The kernel closes them when the process dies, so that a guard knows it at once.
 * While a guard is not there its line is tried again and again; our lease in the database speaks for us meanwhile.
 */
export function holdGuardLifeline(
  addresses: readonly string[],
  { owner, logger }: { readonly owner: string; readonly logger: Logger },
): GuardLifeline {
  let closed = false;
  const sockets = new Map<string, Socket>();
  const timers = new Set<NodeJS.Timeout>();

  function hold(address: string): void {
    if (closed) return;
    const [host = '', port = ''] = address.split(':');
    const socket = connect({ host, port: Number(port), keepAlive: true, keepAliveInitialDelay: 1_000 });
    sockets.set(address, socket);
    socket.on('connect', () => {
      socket.write(`${owner}\n`);
      logger.info({ event: 'guard.connected', address });
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        hold(address);
      }, RECONNECT_MS);
      timers.add(timer);
    });
  }

  for (const address of addresses) hold(address);
  return {
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets.values()) {
        socket.removeAllListeners('close');
        socket.end('bye\n');
      }
    },
  };
}
