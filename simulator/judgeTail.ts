import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readBatches, type TimedRecord } from './judgeLog';

/** Follows a judge log that is being written. */
export interface JudgeTail {
  /** What was written since the last call, in order; whole batches alone. @throws JudgeLogDamagedError */
  read(): TimedRecord[];
  /** Cheap: whether there may be something new. */
  hasNews(): boolean;
  close(): void;
}

/** Far more than one request of a client can cause. */
const LONGEST_BATCH_BYTES = 200_000;

/** Begins with what the log holds already, or with what is written from now on. */
export function createJudgeTail(path: string, from: 'start' | 'end' = 'start'): JudgeTail {
  const file = openSync(path, 'r');
  let offset = from === 'start' ? 0 : endOfLastLine(file);
  return {
    read() {
      const length = Math.max(0, fstatSync(file).size - offset);
      const buffer = Buffer.alloc(length);
      const read = readSync(file, buffer, 0, length, offset);
      const { records, bytes } = readBatches(buffer.subarray(0, read).toString('utf8'));
      offset += bytes;
      return records;
    },
    hasNews: () => fstatSync(file).size > offset,
    close() {
      closeSync(file);
    },
  };
}

/** End of the last batch that stands whole: the writer may be in the middle of one. */
function endOfLastLine(file: number): number {
  const { size } = fstatSync(file);
  const start = Math.max(0, size - LONGEST_BATCH_BYTES);
  const buffer = Buffer.alloc(size - start);
  const read = readSync(file, buffer, 0, buffer.length, start);
  const lines = buffer.subarray(0, read).toString('utf8').split('\n');
  let end = size - Buffer.byteLength(lines.at(-1) ?? '');
  for (const line of lines.slice(0, -1).reverse()) {
    if (/"left":0\}$/.test(line)) return end;
    end -= Buffer.byteLength(line) + 1;
  }
  return end;
}
