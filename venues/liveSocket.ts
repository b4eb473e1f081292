import WebSocket, { type RawData } from 'ws';
import type { Clock } from '../runtime/clock';
import { allowedUrl } from './loopbackGuard';

export type LossReason = 'disconnected' | 'silent';

export interface LiveSocketDeps {
  readonly url: string;
  readonly clock: Clock;
  readonly pingIntervalMs: number;
  readonly silentMs: number;
  readonly maxAgeMs: number;
  readonly onOpen: () => void;
  readonly onMessage: (data: Buffer) => void;
  /** Once, whatever ended the connection. */
  readonly onLost: (reason: LossReason) => void;
  readonly onError: (error: Error) => void;
  /** An answer to a ping: the connection works both ways. */
  readonly onPong: (roundTripMs: number) => void;
  readonly heartbeatText: (() => string) | undefined;
}

/**
 * One connection, from its handshake to its end.
 *
 *   connecting --open--> open --close, error, silence, age, drop--> lost
 *
 * Silence = nothing received for `silentMs`, answers to our pings included: a half-open connection looks alive to the kernel for minutes.
 */
export interface LiveSocket {
  /** False where the connection is not open. */
  send(text: string): boolean;
  drop(reason: LossReason): void;
  /** Sends a close frame; resolves when the socket is gone. */
  close(): Promise<void>;
}

/** How long a peer may take to answer our close frame. */
const CLOSE_PATIENCE_MS = 1_000;
const HANDSHAKE_MS = 10_000;

export function openLiveSocket(deps: LiveSocketDeps): LiveSocket {
  const { clock } = deps;
  const options = { perMessageDeflate: false, skipUTF8Validation: true, handshakeTimeout: HANDSHAKE_MS };
  const socket = new WebSocket(allowedUrl(deps.url), options);
  let heardAtMs = clock.nowMs();
  let isLost = false;
  let stopBeating: () => void = () => undefined;

  function lose(reason: LossReason): void {
    if (isLost) return;
    isLost = true;
    stopBeating();
    deps.onLost(reason);
  }

  function drop(reason: LossReason): void {
    lose(reason);
    socket.terminate();
  }

  const heard = (): void => {
    heardAtMs = clock.nowMs();
  };
  socket.on('open', () => {
    heard();
    stopBeating = beat(socket, deps, { heardAtMs: () => heardAtMs, drop });
    deps.onOpen();
  });
  socket.on('message', (data) => {
    heard();
    deps.onMessage(bufferOf(data));
  });
  socket.on('ping', heard);
  socket.on('pong', (sentAtNs) => {
    heard();
    const text = sentAtNs.toString('latin1');
    if (/^\d{1,20}$/.test(text)) deps.onPong(Number(clock.monotonicNs() - BigInt(text)) / 1e6);
  });
  socket.on('error', deps.onError);
  socket.on('close', () => {
    lose('disconnected');
  });

  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    drop,
    async close() {
      stopBeating();
      await closed(socket);
    },
  };
}

interface Liveness {
  readonly heardAtMs: () => number;
  readonly drop: (reason: LossReason) => void;
}

/** Pings, sends the venue's own sign of life, and ends a connection that is silent or old. Returns how to stop. */
function beat(socket: WebSocket, deps: LiveSocketDeps, { heardAtMs, drop }: Liveness): () => void {
  const openedAtMs = deps.clock.nowMs();
  const ping = (): void => {
    if (socket.readyState === WebSocket.OPEN) socket.ping(String(deps.clock.monotonicNs()));
  };
  const timer = setInterval(() => {
    const nowMs = deps.clock.nowMs();
    if (nowMs - heardAtMs() > deps.silentMs) drop('silent');
    else if (nowMs - openedAtMs > deps.maxAgeMs) drop('disconnected');
    else {
      ping();
      if (deps.heartbeatText !== undefined) socket.send(deps.heartbeatText());
    }
  }, deps.pingIntervalMs);
  ping();
  return () => {
    clearInterval(timer);
  };
}

/** Closes with a close frame; cuts the connection where the peer does not answer it. */
async function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
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
