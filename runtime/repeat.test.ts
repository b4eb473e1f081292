import pino from 'pino';
import { repeat } from './repeat';

const logger = pino({ level: 'silent' });

describe('repeat', () => {
  it('goes on after a failed run and ends when it is stopped', async () => {
    let runs = 0;
    let third: () => void = () => undefined;
    const threeRuns = new Promise<void>((resolve) => (third = resolve));
    const loop = repeat(
      () => {
        runs += 1;
        if (runs === 3) third();
        return runs === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
      },
      { name: 'test', everyMs: 1, logger },
    );

    await threeRuns;
    await loop.stop();

    expect(runs).toBeGreaterThanOrEqual(3);
  });

  it('stops in the middle of a pause', async () => {
    const loop = repeat(() => Promise.resolve(), { name: 'test', everyMs: 3_600_000, logger });
    await expect(loop.stop()).resolves.toBeUndefined();
  });
});
