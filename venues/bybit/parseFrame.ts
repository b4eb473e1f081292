import type { BookMessage } from './messages';
import { TradeMessage } from './messages';

export type BybitFrame =
  | { readonly kind: 'book'; readonly message: BookMessage }
  | { readonly kind: 'trades'; readonly message: TradeMessage }
  | { readonly kind: 'control' }
  | { readonly kind: 'malformed' };

/** Reads any frame of the public socket; pongs and subscription replies are `control`. */
export function parseFrame(text: string): BybitFrame {
  const body = recordOf(text);
  if (body === undefined) return { kind: 'malformed' };
  const topic = body['topic'];
  if (typeof topic !== 'string') return { kind: 'control' };
  if (topic.startsWith('orderbook.')) {
    if (isBook(body)) return { kind: 'book', message: body };
    return { kind: 'malformed' };
  }
  if (!topic.startsWith('publicTrade.')) return { kind: 'control' };
  const trades = TradeMessage.safeParse(body);
  return trades.success ? { kind: 'trades', message: trades.data } : { kind: 'malformed' };
}

function recordOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `BookMessage` by hand: a schema would cost more than the book itself, on each of some thousand messages a second. */
function isBook(body: unknown): body is BookMessage {
  if (!isRecord(body) || !isRecord(body['data'])) return false;
  const { data } = body;
  return (
    (body['type'] === 'snapshot' || body['type'] === 'delta') &&
    Number.isSafeInteger(body['ts']) &&
    Number.isSafeInteger(data['u']) &&
    Number.isSafeInteger(data['seq']) &&
    isLevels(data['b']) &&
    isLevels(data['a'])
  );
}

function isLevels(value: unknown): value is [string, string][] {
  return Array.isArray(value) && value.every(isLevel);
}

function isLevel(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string'
  );
}
