import type { Logger } from '../runtime/logger';
import type { Clock } from '../runtime/clock';
import { backOffMs } from './backOff';
import { openLiveSocket, type LiveSocket, type LossReason } from './liveSocket';

/**
 * A socket that comes back.
 *
 *   idle --start--> connecting --open--> open --close, error, silence, age--> waiting --back-off--> connecting …
 *   any --stop--> stopped
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
  readonly onDown: (reason: LossReason) => void;
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

export function createReconnectingSocket(deps: SocketDeps): ReconnectingSocket {
  const settings = { ...DEFAULTS, ...deps.settings };
  let socket: LiveSocket | undefined;
  let stopped = false;
  let attempt = 0;
  let retry: NodeJS.Timeout | undefined;

  function connect(): void {
    socket = openLiveSocket({
      url: deps.url(),
      clock: deps.clock,
      ...settings,
      onOpen: deps.onOpen,
      onMessage: deps.onMessage,
      onLost,
      onError(error) {
        deps.logger.warn({ event: 'socket.error', socket: deps.name, error: error.message });
      },
      onPong(roundTripMs) {
        attempt = 0;
        deps.onLatency?.(roundTripMs);
      },
      heartbeatText: deps.heartbeatText,
    });
  }

  function onLost(reason: LossReason): void {
    socket = undefined;
    if (stopped) return;
    const delayMs = settings.backOffMs(attempt++);
    deps.logger.warn({ event: 'socket.down', socket: deps.name, reason, delayMs });
    retry = setTimeout(connect, delayMs);
    deps.onDown(reason);
  }

  return {
    start() {
      if (socket === undefined && !stopped) connect();
    },
    send: (text) => socket?.send(text) ?? false,
    reconnect(reason) {
      deps.logger.info({ event: 'socket.reconnect', socket: deps.name, reason });
      socket?.drop('disconnected');
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await socket?.close();
    },
  };
}
