import { createHmac } from 'node:crypto';
import { CONTRACT_CREDENTIALS } from '../contract/contractSimulator';

/* Raw signed requests, written from the venues' documentation and independent of our clients and of the façades. */

export interface RawReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface RequestOptions {
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly timestampMs?: number;
  readonly recvWindowMs?: number;
}

const { apiKey: KEY, apiSecret: SECRET } = CONTRACT_CREDENTIALS;
const sign = (payload: string, secret: string): string =>
  createHmac('sha256', secret).update(payload).digest('hex');

export interface RawRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** Parameters, timestamp and signature in the query. */
export function binanceRequest(request: RawRequest, options: RequestOptions = {}): Promise<RawReply> {
  const { apiKey = KEY, apiSecret = SECRET, timestampMs = Date.now(), recvWindowMs } = options;
  const window = recvWindowMs === undefined ? {} : { recvWindow: String(recvWindowMs) };
  const params = { ...request.params, ...window, timestamp: String(timestampMs) };
  const query = new URLSearchParams(params).toString();
  return send(`${request.url}${request.path}?${query}&signature=${sign(query, apiSecret)}`, {
    method: request.method,
    headers: { 'X-MBX-APIKEY': apiKey },
  });
}

/** Signature in the headers; GET parameters in the query, POST parameters as JSON. */
export function bybitRequest(request: RawRequest, options: RequestOptions = {}): Promise<RawReply> {
  const { method, params = {} } = request;
  if (method === 'POST') {
    const body = JSON.stringify(params);
    const headers = { ...bybitHeaders(body, options), 'content-type': 'application/json' };
    return send(`${request.url}${request.path}`, { method, headers, body });
  }
  const query = new URLSearchParams(params).toString();
  return send(`${request.url}${request.path}?${query}`, { method, headers: bybitHeaders(query, options) });
}

function bybitHeaders(payload: string, options: RequestOptions): Record<string, string> {
  const { apiKey = KEY, apiSecret = SECRET, timestampMs = Date.now(), recvWindowMs = 5_000 } = options;
  return {
    'X-BAPI-API-KEY': apiKey,
    'X-BAPI-TIMESTAMP': String(timestampMs),
    'X-BAPI-RECV-WINDOW': String(recvWindowMs),
    'X-BAPI-SIGN': sign(`${timestampMs}${apiKey}${recvWindowMs}${payload}`, apiSecret),
  };
}

async function send(url: string, init: RequestInit): Promise<RawReply> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
