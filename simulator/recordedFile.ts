import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** One line of a recording: what arrived, and when. */
export interface RecordedMessage {
  /** Receive time, ms since the epoch with its fraction. */
  readonly receivedMs: number;
  readonly payload: RecordedPayload;
}

const level = z.tuple([z.string(), z.string()]);
const depthSchema = z.object({
  e: z.literal('depthUpdate'),
  U: z.number(),
  u: z.number(),
  /** Last id of the message before, on USD-M alone. */
  pu: z.number().optional(),
  b: z.array(level),
  a: z.array(level),
});
const tickerSchema = z.object({ u: z.number(), b: z.string(), B: z.string(), a: z.string(), A: z.string() });
const tradeSchema = z.object({ e: z.literal('trade'), p: z.string(), q: z.string(), m: z.boolean() });
const snapshotSchema = z.object({ lastUpdateId: z.number(), bids: z.array(level), asks: z.array(level) });
const frameSchema = z.object({ stream: z.string(), data: z.unknown() });

export type RecordedDepth = z.infer<typeof depthSchema>;
export type RecordedTicker = z.infer<typeof tickerSchema>;
export type RecordedSnapshot = z.infer<typeof snapshotSchema>;
export type RecordedTrade = z.infer<typeof tradeSchema>;

export type RecordedPayload =
  | { readonly kind: 'depth'; readonly depth: RecordedDepth }
  | { readonly kind: 'ticker'; readonly ticker: RecordedTicker }
  | { readonly kind: 'trade'; readonly trade: RecordedTrade }
  | { readonly kind: 'snapshot'; readonly snapshot: RecordedSnapshot };

/** Thrown where recorded data is asked for and not there. */
export class RecordedDataMissingError extends Error {
  override readonly name = 'RecordedDataMissingError';
  constructor(
    readonly dataSet: string,
    readonly folder: string | undefined,
  ) {
    super(
      folder === undefined
        ? `the data set ${dataSet} is needed: set HOLDFAST_RECORDED_DATA to the folder that holds it`
        : `the data set ${dataSet} is not in ${folder} (HOLDFAST_RECORDED_DATA)`,
    );
  }
}

/**
 * Messages of one recorded file in receive order, parsed as they are asked for.
 * @throws RecordedDataMissingError
 */
export function openRecording(
  folder: string | undefined,
  dataSet: string,
  file: string,
): Iterator<RecordedMessage> {
  const path = folder === undefined ? undefined : join(folder, dataSet, file);
  if (path === undefined || !existsSync(path)) throw new RecordedDataMissingError(dataSet, folder);
  return messagesOf(gunzipSync(readFileSync(path)));
}

function* messagesOf(content: Buffer): Generator<RecordedMessage, undefined> {
  let from = 0;
  while (from < content.length) {
    const newline = content.indexOf(0x0a, from);
    const to = newline < 0 ? content.length : newline;
    const line = content.toString('utf8', from, to);
    from = to + 1;
    const payloadAt = line.indexOf(' ') + 1;
    const payload = parsePayload(line.slice(payloadAt));
    if (payload) yield { receivedMs: Number(line.slice(0, payloadAt - 1)) / 1e6, payload };
  }
  return undefined;
}

/** `undefined` for streams that drive nothing. */
function parsePayload(text: string): RecordedPayload | undefined {
  const json: unknown = JSON.parse(text);
  const frame = frameSchema.safeParse(json);
  if (!frame.success) return { kind: 'snapshot', snapshot: snapshotSchema.parse(json) };
  const { stream, data } = frame.data;
  if (stream.includes('@depth')) return { kind: 'depth', depth: depthSchema.parse(data) };
  if (stream.endsWith('@bookTicker')) return { kind: 'ticker', ticker: tickerSchema.parse(data) };
  if (stream.endsWith('@trade')) return { kind: 'trade', trade: tradeSchema.parse(data) };
  return undefined;
}
