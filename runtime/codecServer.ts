import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';
import type { PayloadKey } from './payloadCodec';

export interface CodecServerOptions {
  readonly codec: PayloadCodec;
  /** What a caller must know: as `Authorization: Bearer <token>`, or as the first part of the path, for the Web UI of a server without logins. */
  readonly token: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Origins whose pages may ask, `http://127.0.0.1:8233`. */
  readonly origins: readonly string[];
}

export interface CodecServer {
  /** `http://127.0.0.1:<port>`, without the token. */
  readonly url: string;
  close(): Promise<void>;
}

/** Payloads as protobuf's JSON: every bytes field is base64. */
const wirePayload = z.object({
  metadata: z.record(z.string(), z.string()).optional(),
  data: z.string().optional(),
});
const wireBody = z.object({ payloads: z.array(wirePayload).default([]) });

const MOST_BYTES = 16_000_000;
const ALLOWED_HEADERS = 'authorization, content-type, x-namespace';

/** A token that everybody who holds the key can compute, and nobody else: nothing to store, and it changes with the key. */
export function codecToken({ key }: PayloadKey): string {
  return createHmac('sha256', key).update('holdfast codec server').digest('base64url');
}

/**
 * Temporal's codec server: `POST /decode` and `/encode` for the Web UI and the CLI. Loopback only: it turns ciphertext into plain text.
 * @throws where the port is taken
 * @see https://docs.temporal.io/codec-server
 */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else reply(response, 400, { message: error instanceof Error ? error.message : 'unreadable' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => closed(server) };
}

async function answer(options: CodecServerOptions, request: IncomingMessage, response: ServerResponse) {
  const { origin } = request.headers;
  if (origin !== undefined) {
    if (!options.origins.includes(origin)) {
      reply(response, 403, { message: `pages of ${origin} may not ask: add it to temporal.uiOrigins` });
      return;
    }
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'origin');
  }
  if (request.method === 'OPTIONS') {
    response.setHeader('access-control-allow-methods', 'POST');
    response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
    reply(response, 204);
    return;
  }
  const asked = askedOf(request);
  if (asked.action === '/health') reply(response, 200, { status: 'ok' });
  else if (!isSame(asked.token, options.token))
    reply(response, 401, { message: 'wrong token: `holdfast up` prints the whole address' });
  else if (request.method !== 'POST') reply(response, 405, { message: 'only POST' });
  else await transform(options.codec, asked.action, { request, response });
}

async function transform(
  codec: PayloadCodec,
  action: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  if (action !== '/decode' && action !== '/encode') {
    reply(response, 404, { message: 'there is /decode and /encode' });
    return;
  }
  const { payloads } = wireBody.parse(JSON.parse(await bodyOf(request)));
  const given = payloads.map(fromWire);
  const done = await (action === '/decode' ? codec.decode(given) : codec.encode(given));
  reply(response, 200, { payloads: done.map(toWire) });
}

/** `/decode` with the token in the header, or `/<token>/decode`. A namespace before the action, as the CLI can put it, is ignored. */
function askedOf({ url = '/', headers }: IncomingMessage): { token: string; action: string } {
  const parts = new URL(url, 'http://codec').pathname.split('/').filter((part) => part !== '');
  const action = `/${parts.at(-1) ?? ''}`;
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  return { token: bearer ?? parts[0] ?? '', action };
}

/** Compares in constant time, lengths included. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new RangeError(`more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function fromWire({ metadata = {}, data }: z.infer<typeof wirePayload>): Payload {
  const decoded = Object.entries(metadata).map(
    ([name, value]) => [name, Buffer.from(value, 'base64')] as const,
  );
  return { metadata: Object.fromEntries(decoded), data: Buffer.from(data ?? '', 'base64') };
}

function toWire({ metadata, data }: Payload): z.infer<typeof wirePayload> {
  const encoded = Object.entries(metadata ?? {}).map(
    ([name, value]) => [name, Buffer.from(value).toString('base64')] as const,
  );
  return { metadata: Object.fromEntries(encoded), data: Buffer.from(data ?? []).toString('base64') };
}

function reply(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
