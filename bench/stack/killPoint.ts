import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place that a process has announced, and when: `send.after open spread/…`. */
export interface Announced {
  readonly point: string;
  readonly id: string;
  /** `performance.now()` */
  readonly atMs: number;
}

/** The socket on which processes announce how far they are; whoever waits for a place decides there and then what happens. */
export interface KillPoints {
  readonly socketPath: string;
  /** Resolves at the next announcement that `wanted` accepts, after `then` was called in the same moment; the process is held until it ends. */
  next(wanted: (announced: Announced) => boolean, then?: () => void): Promise<Announced>;
  close(): Promise<void>;
}

interface Waiting {
  readonly wanted: (announced: Announced) => boolean;
  readonly hit: (announced: Announced) => void;
}

/** Listens on a Unix socket; every announcement that nobody waits for is answered at once. */
export async function openKillPoints(): Promise<KillPoints> {
  const socketPath = join(tmpdir(), `holdfast-bench-${process.pid}.sock`); // short: the kernel takes about 100 characters
  const sockets = new Set<Socket>();
  const waiting = new Set<Waiting>();

  function onLine(line: string): void {
    const [point = '', , id = ''] = line.split(' ');
    const announced = { point, id, atMs: performance.now() };
    for (const one of [...waiting].filter(({ wanted }) => wanted(announced))) {
      waiting.delete(one);
      one.hit(announced);
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      const lines = (rest + data.toString()).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
      if (!socket.destroyed) socket.write('go\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    socketPath,
    next: (wanted, then) =>
      new Promise((resolve) => {
        waiting.add({
          wanted,
          hit(announced) {
            then?.();
            resolve(announced);
          },
        });
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
