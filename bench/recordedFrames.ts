import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { MarketFrame } from './marketPipeline';

export const RECORDED_DATA_SET = 'binance-2024-08-08';
const FILES = ['spot_btcusdt_20240808.gz', 'usdm_btcusdt_20240808.gz'];
const NEWLINE = 10;
const SPACE = 32;

/** Both recorded markets in receive order, each frame as the bytes that a socket would give; `undefined` where the data is absent. */
export function loadRecordedFrames(): MarketFrame[] | undefined {
  const root = process.env['HOLDFAST_RECORDED_DATA'];
  if (root === undefined) return undefined;
  const paths = FILES.map((file) => join(root, RECORDED_DATA_SET, file));
  if (!paths.every((path) => existsSync(path))) return undefined;
  const frames = paths.flatMap((path, market) => framesOf(gunzipSync(readFileSync(path)), market));
  return frames.sort((a, b) => a.receivedAtMs - b.receivedAtMs); // stable: order within a file stays
}

/** Lines of `<receive time ns> <json>`. */
function framesOf(file: Buffer, market: number): MarketFrame[] {
  const frames: MarketFrame[] = [];
  for (let start = 0; start < file.length;) {
    const lineEnd = file.indexOf(NEWLINE, start);
    const end = lineEnd < 0 ? file.length : lineEnd;
    const space = file.indexOf(SPACE, start);
    const receivedAtNs = BigInt(file.toString('latin1', start, space));
    const bytes = file.subarray(space + 1, end);
    const receivedAtMs = Number(receivedAtNs / 1000n) / 1000;
    frames.push({ market, kind: kindOf(bytes), bytes, receivedAtMs, receivedAtNs });
    start = end + 1;
  }
  return frames;
}

function kindOf(bytes: Buffer): MarketFrame['kind'] {
  const beginning = bytes.toString('latin1', 0, 40);
  if (beginning.includes('@bookTicker')) return 'ticker';
  if (beginning.includes('@depth')) return 'depth';
  return beginning.includes('@trade') ? 'trade' : 'snapshot';
}
