import WebSocket, { type RawData } from 'ws';
import type { Logger } from '../runtime/logger';
import type { Clock } from '../runtime/clock';
import { backOffMs } from './backOff';
import { allowedUrl } from './loopbackGuard';

/**
 * A socket that comes back.
 *
 *   idle --start--> connecting --open--> open --close, error, silence, age--> waiting --back-off--> connecting …
 *   any --stop--> stopped
 *
 * Silence = nothing received for `silentMs`, answers to our pings included: a half-open connection looks alive to the kernel for minutes.
 */
export interface ReconnectingSocket {
  start(): void;
  /** False where there is no open connection. */
  send(text: string): boolean;
  /** Drops the connection and connects again. */
  reconnect(reason: string): void;
  /** Sends a close frame; resolves when the socket is gone. */
  stop(): Promise<void>;
}

export interface SocketDeps {
  readonly name: string;
  /** Asked for each connection. */
  readonly url: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onOpen: () => void;
  readonly onMessage: (data: Buffer) => void;
  /** Once per lost connection, before the back-off. */
  readonly onDown: (reason: 'disconnected' | 'silent') => void;
  readonly onLatency?: (roundTripMs: number) => void;
  /** Text that the venue wants as a sign of life; protocol pings go out in any case. */
  readonly heartbeatText?: () => string;
  readonly settings?: Partial<SocketSettings>;
}

export interface SocketSettings {
  readonly pingIntervalMs: number;
  readonly silentMs: number;
  /** Venues close sockets after 24 h: we leave earlier, at a moment of our own. */
  readonly maxAgeMs: number;
  readonly backOffMs: (attempt: number) => number;
}

const DEFAULTS: SocketSettings = {
  pingIntervalMs: 5_000,
  silentMs: 12_000,
  maxAgeMs: 23 * 3_600_000,
  backOffMs: (attempt) => backOffMs(attempt, Math.random),
};
/** How long a peer may take to answer our close frame. */
const CLOSE_PATIENCE_MS = 1_000;

export function createReconnectingSocket(deps: SocketDeps): ReconnectingSocket {
  const settings = { ...DEFAULTS, ...deps.settings };
  let socket: WebSocket | undefined;
  let stopped = false;
  let attempt = 0;
  let heardAtMs = 0;
  let openedAtMs = 0;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  function connect(): void {
    if (stopped) return;
    const current = new WebSocket(allowedUrl(deps.url()), {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: 10_000,
    });
    socket = current;
    current.on('open', () => {
      opened(current);
    });
    current.on('message', (data) => {
      heardAtMs = deps.clock.nowMs();
      deps.onMessage(bufferOf(data));
    });
    current.on('ping', () => (heardAtMs = deps.clock.nowMs()));
    current.on('pong', (sentAtNs) => {
      ponged(sentAtNs);
    });
    current.on('error', (error) => {
      deps.logger.warn({ event: 'socket.error', socket: deps.name, error: error.message });
    });
    current.on('close', () => {
      lost(current, 'disconnected');
    });
  }

  function opened(current: WebSocket): void {
    if (current !== socket) return;
    openedAtMs = deps.clock.nowMs();
    heardAtMs = openedAtMs;
    heartbeat = setInterval(() => {
      beat(current);
    }, settings.pingIntervalMs);
    deps.onOpen();
    ping(current);
  }

  function beat(current: WebSocket): void {
    const nowMs = deps.clock.nowMs();
    if (nowMs - heardAtMs > settings.silentMs) {
      drop(current, 'silent');
      return;
    }
    if (nowMs - openedAtMs > settings.maxAgeMs) {
      drop(current, 'disconnected');
      return;
    }
    ping(current);
    if (deps.heartbeatText !== undefined) current.send(deps.heartbeatText());
  }

  function ping(current: WebSocket): void {
    if (current.readyState === WebSocket.OPEN) current.ping(String(deps.clock.monotonicNs()));
  }

  function ponged(sentAtNs: Buffer): void {
    heardAtMs = deps.clock.nowMs();
    attempt = 0; // the connection works both ways
    const text = sentAtNs.toString('latin1');
    if (/^\d{1,20}$/.test(text)) deps.onLatency?.(Number(deps.clock.monotonicNs() - BigInt(text)) / 1e6);
  }

  function drop(current: WebSocket, reason: 'disconnected' | 'silent'): void {
    lost(current, reason);
    current.terminate();
  }

  function lost(current: WebSocket, reason: 'disconnected' | 'silent'): void {
    if (current !== socket) return;
    socket = undefined;
    clearInterval(heartbeat);
    if (stopped) return;
    const delayMs = settings.backOffMs(attempt++);
    deps.logger.warn({ event: 'socket.down', socket: deps.name, reason, delayMs });
    retry = setTimeout(connect, delayMs);
    deps.onDown(reason);
  }

  return {
    start() {
      if (socket === undefined) connect();
    },
    send(text) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    reconnect(reason) {
      deps.logger.info({ event: 'socket.reconnect', socket: deps.name, reason });
      if (socket !== undefined) drop(socket, 'disconnected');
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      clearInterval(heartbeat);
      if (socket !== undefined) await closed(socket);
    },
  };
}

/** Closes with a close frame; cuts the connection where the peer does not answer it. */
async function closed(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    const patience = setTimeout(() => {
      socket.terminate();
    }, CLOSE_PATIENCE_MS);
    socket.on('close', () => {
      clearTimeout(patience);
      resolve();
    });
    socket.close(1000);
  });
}

function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
