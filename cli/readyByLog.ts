import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** What each process logs when it takes part. */
const READY = '"event":"process.ready"';
/** More than a process logs before it is ready. */
const MOST_BYTES = 4_000_000;

export interface ReadyByLog {
  /** To be called before each launch: what the log holds already was said by an earlier process. */
  beforeStart(): Promise<void>;
  isReady(): Promise<boolean>;
}

/** Tells from a process's log whether it is ready since its last launch; one that was adopted is ready when `survives` says so. */
export function readyByLog(logFile: string, survives: () => Promise<boolean>): ReadyByLog {
  let offset: number | undefined;
  return {
    beforeStart() {
      offset = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
      return Promise.resolve();
    },
    isReady: () =>
      offset === undefined ? survives() : Promise.resolve(textFrom(logFile, offset).includes(READY)),
  };
}

function textFrom(file: string, offset: number): string {
  const handle = openSync(file, 'r');
  try {
    const size = fstatSync(handle).size;
    const start = size < offset ? 0 : offset; // the log was rotated at the launch
    const buffer = Buffer.alloc(Math.min(size - start, MOST_BYTES));
    readSync(handle, buffer, 0, buffer.length, start);
    return buffer.toString('utf8');
  } finally {
    closeSync(handle);
  }
}
