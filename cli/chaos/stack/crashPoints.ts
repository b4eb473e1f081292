import { createServer, type Socket } from 'node:net';

/** A place that a process of ours has announced: `send.after`, `open`, the trade. */
export interface ReachedPoint {
  readonly point: string;
  readonly step: string;
  readonly tradeId: string;
  /** Where the place concerns one leg. */
  readonly leg: number | undefined;
  /** Monotonic, ms. */
  readonly atMs: number;
}

export interface CrashPoints {
  /** Where processes announce their points: their `HOLDFAST_FAULT_SOCKET`. */
  readonly socketPath: string;
  /** Calls `strike` at the next announcement that matches, while the process waits there; resolves with it. Never, where `ended` comes first. */
  strikeAt(
    matches: (reached: ReachedPoint) => boolean,
    strike: (reached: ReachedPoint) => void,
    ended?: AbortSignal,
  ): Promise<ReachedPoint>;
  /** Told of every announcement; returns how to stop being told. */
  onReached(listener: (reached: ReachedPoint) => void): () => void;
  close(): Promise<void>;
}

interface Ambush {
  readonly matches: (reached: ReachedPoint) => boolean;
  readonly spring: (reached: ReachedPoint) => void;
}

/** The other end of the fault socket: every point is let pass at once, but for those that an ambush lies at. */
export async function openCrashPoints(socketPath: string): Promise<CrashPoints> {
  const ambushes = new Set<Ambush>();
  const listeners = new Set<(reached: ReachedPoint) => void>();
  const sockets = new Set<Socket>();

  function pass(socket: Socket, line: string): void {
    const reached = parsePoint(line);
    for (const listener of listeners) listener(reached);
    const sprung = [...ambushes].filter(({ matches }) => matches(reached));
    for (const ambush of sprung) {
      ambushes.delete(ambush);
      ambush.spring(reached);
    }
    if (sprung.length === 0) socket.write('\n');
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) pass(socket, line);
    });
    socket.on('error', () => undefined); // the process was killed
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    socketPath,
    strikeAt: (matches, strike, ended) =>
      new Promise((resolve) => {
        const ambush: Ambush = {
          matches,
          spring: (reached) => {
            strike(reached);
            resolve(reached);
          },
        };
        ambushes.add(ambush);
        ended?.addEventListener('abort', () => ambushes.delete(ambush), { once: true });
      }),
    onReached(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
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

function parsePoint(line: string): ReachedPoint {
  const [point = '', step = '', tradeId = '', leg = ''] = line.split(' ');
  return { point, step, tradeId, leg: leg === '' ? undefined : Number(leg), atMs: performance.now() };
}
