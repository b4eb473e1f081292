import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/**
 * The judge log: one JSON line for each thing a simulated venue did, written before its reply leaves. It is the venue's
 * write-ahead log (state is nothing but its fold) and the evidence against which our own tables are held.
 */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const side = z.enum(['buy', 'sell']);
const inVenue = { venue: z.string(), accountId: z.string(), timeMs: z.number() };
const ofOrder = { ...inVenue, orderId: z.string(), clientOrderId: z.string(), symbol: z.string() };

export const judgeRecordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opening'), ...inVenue, asset: z.string(), amount: decimal }),
  z.object({
    kind: z.literal('accepted'),
    ...ofOrder,
    side,
    type: z.enum(['limit', 'market']),
    timeInForce: z.enum(['GTC', 'IOC', 'FOK', 'postOnly']),
    /** "0" for market orders. */
    price: decimal,
    qty: decimal,
  }),
  z.object({
    kind: z.literal('filled'),
    ...ofOrder,
    tradeId: z.number().int(),
    side,
    price: decimal,
    qty: decimal,
    /** price × qty, exact, in `quoteAsset`. */
    quote: decimal,
    base: z.string(),
    quoteAsset: z.string(),
    fee: decimal,
    feeAsset: z.string(),
    liquidity: z.enum(['maker', 'taker']),
  }),
  z.object({ kind: z.literal('closed'), ...ofOrder, status: z.enum(['cancelled', 'expired']) }),
  z.object({
    kind: z.literal('rejected'),
    ...inVenue,
    clientOrderId: z.string(),
    symbol: z.string(),
    reason: z.string(),
  }),
  /** Arrived after its window (`recvWindow`): never looked at by the engine. */
  z.object({
    kind: z.literal('rejectedLate'),
    ...inVenue,
    clientOrderId: z.string(),
    symbol: z.string(),
  }),
]);

export type JudgeRecord = z.infer<typeof judgeRecordSchema>;
export type RecordOf<K extends JudgeRecord['kind']> = Extract<JudgeRecord, { kind: K }>;

export interface JudgeLog {
  /** Returns once the records are durable as far as `sync` promises. All of one call stand or fall together. */
  append(records: readonly JudgeRecord[]): void;
  close(): void;
}

export interface JudgeLogOptions {
  readonly path: string;
  /** `disk`: fdatasync per append, survives a power cut; `kernel`: survives `kill -9` of this process alone. */
  readonly sync: 'disk' | 'kernel';
}

/** Thrown where a line before the last one cannot be read: that is damage, not a crash in mid-write. */
export class JudgeLogDamagedError extends Error {
  override readonly name = 'JudgeLogDamagedError';
  constructor(
    readonly lineNumber: number,
    cause: unknown,
  ) {
    super(`the judge log cannot be read at line ${lineNumber}`, { cause });
  }
}

/**
 * Each line also says how many lines of its batch follow: a batch counts only whole, so a cut never parts a fill from its counterpart. `at` is
 * this machine's clock in ms, whatever a fault has made of the venue's.
 */
const batchLineSchema = z.object({ left: z.number().int().nonnegative(), at: z.number().optional() });

/** A record and when it was written, in ms of this machine's clock. */
export interface TimedRecord {
  readonly record: JudgeRecord;
  readonly atMs: number;
}

/**
 * Opens the log for appending and returns what it already holds; a torn last line is cut off.
 * @throws JudgeLogDamagedError
 */
export function openJudgeLog(options: JudgeLogOptions): { log: JudgeLog; records: JudgeRecord[] } {
  mkdirSync(dirname(options.path), { recursive: true });
  const content = existsSync(options.path) ? readFileSync(options.path) : Buffer.alloc(0);
  const { records, bytes } = readBatches(content.toString('utf8'));
  if (bytes < content.length) truncateSync(options.path, bytes);
  const file = openSync(options.path, 'a');
  return {
    records: records.map(({ record }) => record),
    log: {
      append: (batch) => {
        if (batch.length === 0) return;
        writeWhole(file, Buffer.from(batchText(batch)));
        if (options.sync === 'disk') fdatasyncSync(file);
      },
      close: () => {
        closeSync(file);
      },
    },
  };
}

/**
 * Records of a log's text; a torn last line and an unfinished last batch are left out.
 * @throws JudgeLogDamagedError
 */
export const parseJudgeLog = (text: string): JudgeRecord[] =>
  readBatches(text).records.map(({ record }) => record);

function batchText(batch: readonly JudgeRecord[]): string {
  const at = Date.now();
  return batch
    .map((record, index) => `${JSON.stringify({ ...record, at, left: batch.length - 1 - index })}\n`)
    .join('');
}

/**
 * The whole batches of the text and the length in bytes that they take.
 * @throws JudgeLogDamagedError
 */
export function readBatches(text: string): { records: TimedRecord[]; bytes: number } {
  const records: TimedRecord[] = [];
  let pending: TimedRecord[] = [];
  let bytes = 0;
  let pendingBytes = 0;
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    const { left, ...timed } = readLine(line, index + 1);
    pending.push(timed);
    pendingBytes += Buffer.byteLength(line) + 1;
    if (left > 0) continue;
    records.push(...pending);
    bytes += pendingBytes;
    pending = [];
    pendingBytes = 0;
  }
  return { records, bytes };
}

function readLine(line: string, lineNumber: number): TimedRecord & { left: number } {
  try {
    const json: unknown = JSON.parse(line);
    const record = judgeRecordSchema.parse(json);
    const { left, at } = batchLineSchema.parse(json);
    return { record, left, atMs: at ?? record.timeMs };
  } catch (error) {
    throw new JudgeLogDamagedError(lineNumber, error);
  }
}

/** A write may stop short; half a batch followed by another would be a torn line in mid-file. */
function writeWhole(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
