import { createServer, type Socket } from 'node:net';

/** A place that the trader has announced: `send.after`, `open`, the trade. */
export interface ReachedPoint {
  readonly point: string;
  readonly step: string;
  readonly tradeId: string;
}

export interface CrashPoints {
  /** Where the trader announces its points: its `HOLDFAST_FAULT_SOCKET`. */
  readonly socketPath: string;
  /** Calls `strike` at the next announcement that matches, while the trader waits there; resolves with it. */
  strikeAt(matches: (reached: ReachedPoint) => boolean, strike: () => void): Promise<ReachedPoint>;
  close(): Promise<void>;
}

interface Ambush {
  readonly matches: (reached: ReachedPoint) => boolean;
  readonly spring: (reached: ReachedPoint) => void;
}

/** The test's end of the fault socket: every point is let pass at once, but for the one that an ambush lies at. */
export async function openCrashPoints(socketPath: string): Promise<CrashPoints> {
  let ambush: Ambush | undefined;
  const sockets = new Set<Socket>();

  function pass(socket: Socket, line: string): void {
    const [point = '', step = '', tradeId = ''] = line.split(' ');
    const reached = { point, step, tradeId };
    if (ambush?.matches(reached) === true) {
      const { spring } = ambush;
      ambush = undefined;
      spring(reached);
    } else socket.write('\n');
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) pass(socket, line);
    });
    socket.on('error', () => undefined); // the trader was killed
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    socketPath,
    strikeAt: (matches, strike) =>
      new Promise((resolve) => {
        ambush = {
          matches,
          spring: (reached) => {
            strike();
            resolve(reached);
          },
        };
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
