import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readyByLog } from './readyByLog';

const READY_LINE = '{"level":"info","event":"process.ready"}\n';
const never = (): Promise<boolean> => Promise.resolve(false);

describe('readyByLog', () => {
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-ready-'));
    log = join(folder, 'trader.log');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('does not take the word of the process before', async () => {
    writeFileSync(log, READY_LINE);
    const ready = readyByLog(log, never);
    await ready.beforeStart();
    await expect(ready.isReady()).resolves.toBe(false);
    appendFileSync(log, READY_LINE);
    await expect(ready.isReady()).resolves.toBe(true);
  });

  it('reads a rotated log from its start', async () => {
    writeFileSync(log, READY_LINE.repeat(3));
    const ready = readyByLog(log, never);
    await ready.beforeStart();
    writeFileSync(log, READY_LINE);
    await expect(ready.isReady()).resolves.toBe(true);
  });

  it('asks for other signs of life where the process was adopted', async () => {
    await expect(readyByLog(log, () => Promise.resolve(true)).isReady()).resolves.toBe(true);
  });
});
