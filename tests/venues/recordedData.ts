import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const root = process.env['HOLDFAST_RECORDED_DATA'];

/** `describe` where the recorded data set is there; a skipped one that names it where it is not. */
export function describeWith(dataSet: string, body: (path: string) => void): void {
  const path = root === undefined ? '' : join(root, dataSet);
  const present = root !== undefined && existsSync(path);
  (present ? describe : describe.skip)(
    `recorded ${dataSet}${present ? '' : ' (absent: set HOLDFAST_RECORDED_DATA)'}`,
    () => {
      if (present) body(path);
      else it.todo(`needs ${dataSet}`);
    },
  );
}

export interface RecordedFrame {
  readonly receivedAtNs: bigint;
  readonly json: string;
}

/** Lines of `<receive time ns> <json>`. */
export function readRecording(path: string): RecordedFrame[] {
  const lines = gunzipSync(readFileSync(path)).toString('latin1').split('\n');
  return lines.filter(Boolean).map((line) => {
    const space = line.indexOf(' ');
    return { receivedAtNs: BigInt(line.slice(0, space)), json: line.slice(space + 1) };
  });
}

export function readJson(path: string): unknown {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return value;
}
