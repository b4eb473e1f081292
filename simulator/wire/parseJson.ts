import type { RawData } from 'ws';

/** The value of a text frame, `undefined` where it is not JSON. */
export function parseJson(data: RawData): unknown {
  try {
    return JSON.parse(textOf(data)) as unknown;
  } catch {
    return undefined;
  }
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data).toString('utf8');
}
