import { Pool, type Dispatcher } from 'undici';
import type { Clock } from '../runtime/clock';
import { allowedUrl } from './loopbackGuard';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call to the whole reply. */
  readonly timeoutMs: number;
  /** Asked last thing before the bytes leave: why they may not. */
  readonly refusal?: () => string | undefined;
  /** Told once, when the bytes have been handed to the socket. */
  readonly onWritten?: (() => void) | undefined;
}

/** What became of a request. Once `writtenAtNs` is known the venue may have acted on it, whatever the rest says. */
export type HttpOutcome =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly text: string;
      readonly writtenAtNs: bigint;
    }
  | { readonly kind: 'noReply'; readonly cause: string; readonly writtenAtNs: bigint }
  /** `isWithdrawn` = we held it back; else the venue could not be reached in time. */
  | { readonly kind: 'notSent'; readonly cause: string; readonly isWithdrawn: boolean };

/** Warm HTTP/1.1 connections to one host. One request at a time on each, so that none waits behind another; nothing is ever sent twice. */
export interface HttpLane {
  /** Never throws. */
  request(request: HttpRequest): Promise<HttpOutcome>;
  close(): Promise<void>;
}

export interface HttpLaneDeps {
  readonly baseUrl: string;
  readonly connections: number;
  readonly clock: Clock;
}

/** A request whose caller has stopped waiting still holds its connection this long: the reply may yet come. */
const ABANDONED_MS = 10_000;

export function createHttpLane({ baseUrl, connections, clock }: HttpLaneDeps): HttpLane {
  const pool = new Pool(new URL(allowedUrl(baseUrl)).origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: 60_000,
    headersTimeout: ABANDONED_MS,
    bodyTimeout: ABANDONED_MS,
    connect: { timeout: 5_000 },
  });
  return {
    request: (request) =>
      new Promise((resolve) => {
        dispatch({ pool, clock, request, resolve });
      }),
    close: () => pool.destroy(),
  };
}

interface Dispatched {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly request: HttpRequest;
  readonly resolve: (outcome: HttpOutcome) => void;
}

class NotLeavingError extends Error {
  override readonly name = 'NotLeavingError';
}

function dispatch({ pool, clock, request, resolve }: Dispatched): void {
  const { method, path, headers, body, timeoutMs, refusal, onWritten } = request;
  let writtenAtNs: bigint | undefined;
  let abandoned = false;
  const reply = { status: 0, headers: new Map<string, string>(), chunks: [] as Buffer[] };
  const timer = setTimeout(() => {
    abandoned = true;
    fail(`no reply within ${timeoutMs} ms`);
  }, timeoutMs);

  function fail(cause: string, isWithdrawn = false): void {
    clearTimeout(timer);
    resolve(
      writtenAtNs === undefined
        ? { kind: 'notSent', cause, isWithdrawn }
        : { kind: 'noReply', cause, writtenAtNs },
    );
  }

  /** Throwing here is how undici lets a request be withdrawn without a byte written and without losing the connection. */
  function beforeWrite(): void {
    if (writtenAtNs !== undefined) throw new NotLeavingError('a request is written once');
    if (abandoned) throw new NotLeavingError('nobody waits for it any more');
    const cause = refusal?.();
    if (cause !== undefined) throw new NotLeavingError(cause);
    writtenAtNs = clock.monotonicNs();
    if (onWritten !== undefined) queueMicrotask(onWritten); // undici writes in this same turn, when we return
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: beforeWrite,
    onResponseStart: (_controller, status, responseHeaders) => {
      reply.status = status;
      for (const [name, value] of Object.entries(responseHeaders))
        if (value !== undefined) reply.headers.set(name.toLowerCase(), String(value));
    },
    onResponseData: (_controller, chunk) => {
      reply.chunks.push(chunk);
    },
    onResponseEnd: () => {
      clearTimeout(timer);
      const text = Buffer.concat(reply.chunks).toString('utf8');
      resolve({
        kind: 'reply',
        status: reply.status,
        headers: reply.headers,
        text,
        writtenAtNs: writtenAtNs ?? clock.monotonicNs(),
      });
    },
    onResponseError: (_controller, error) => {
      fail(error.message, error instanceof NotLeavingError);
    },
  };
  try {
    pool.dispatch({ method, path, headers, body: body ?? null }, handler);
  } catch (error) {
    fail(error instanceof Error ? error.message : 'dispatch failed');
  }
}
