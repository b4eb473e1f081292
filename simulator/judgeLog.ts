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
  z.strictObject({ kind: z.literal('opening'), ...inVenue, asset: z.string(), amount: decimal }),
  z.strictObject({
    kind: z.literal('accepted'),
    ...ofOrder,
    side,
    type: z.enum(['limit', 'market']),
    timeInForce: z.enum(['GTC', 'IOC', 'FOK', 'postOnly']),
    /** "0" for market orders. */
    price: decimal,
    qty: decimal,
  }),
  z.strictObject({
    kind: z.literal('filled'),
    ...ofOrder,
    tradeId: z.number().int(),
    side,
    price: decimal,
    qty: decimal,
    quote: decimal,
    fee: decimal,
    feeAsset: z.string(),
    liquidity: z.enum(['maker', 'taker']),
  }),
  z.strictObject({ kind: z.literal('closed'), ...ofOrder, status: z.enum(['cancelled', 'expired']) }),
  z.strictObject({
    kind: z.literal('rejected'),
    ...inVenue,
    clientOrderId: z.string(),
    symbol: z.string(),
    reason: z.string(),
  }),
  /** Arrived after its window (`recvWindow`): never looked at by the engine. */
  z.strictObject({
    kind: z.literal('rejectedLate'),
    ...inVenue,
    clientOrderId: z.string(),
    symbol: z.string(),
  }),
]);

export type JudgeRecord = z.infer<typeof judgeRecordSchema>;
export type RecordOf<K extends JudgeRecord['kind']> = Extract<JudgeRecord, { kind: K }>;

export interface JudgeLog {
  /** Returns once the records are durable as far as `sync` promises. All of one call stand or fall with the line order. */
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
 * Opens the log for appending and returns what it already holds; a torn last line is cut off.
 * @throws JudgeLogDamagedError
 */
export function openJudgeLog(options: JudgeLogOptions): { log: JudgeLog; records: JudgeRecord[] } {
  mkdirSync(dirname(options.path), { recursive: true });
  const content = existsSync(options.path) ? readFileSync(options.path) : Buffer.alloc(0);
  const completeBytes = content.lastIndexOf(0x0a) + 1;
  if (completeBytes < content.length) truncateSync(options.path, completeBytes);
  const records = parseJudgeLog(content.subarray(0, completeBytes).toString('utf8'));
  const file = openSync(options.path, 'a');
  return {
    records,
    log: {
      append: (batch) => {
        if (batch.length === 0) return;
        writeWhole(file, Buffer.from(batch.map((record) => `${JSON.stringify(record)}\n`).join('')));
        if (options.sync === 'disk') fdatasyncSync(file);
      },
      close: () => {
        closeSync(file);
      },
    },
  };
}

/**
 * Records of a log's text; a last line without its newline is left out.
 * @throws JudgeLogDamagedError
 */
export function parseJudgeLog(text: string): JudgeRecord[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return judgeRecordSchema.parse(JSON.parse(line));
    } catch (error) {
      throw new JudgeLogDamagedError(index + 1, error);
    }
  });
}

/** A write may stop short; half a batch followed by another would be a torn line in mid-file. */
function writeWhole(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
