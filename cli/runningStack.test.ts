import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findRunningStack,
  forgetRunningStack,
  locateRunningStack,
  requireRunningStack,
  writeRunningStack,
  type RunningStack,
} from './runningStack';

const stack = (overrides: Partial<RunningStack> = {}): RunningStack => ({
  command: 'demo',
  pid: 4242,
  startedAtMs: 1_000,
  databaseUrl: 'postgres://127.0.0.1:5/holdfast',
  temporalAddress: '127.0.0.1:7233',
  temporalNamespace: 'holdfast',
  ...overrides,
});

describe('the announcement of a running stack', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'holdfast-stack-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('is read back as written', () => {
    writeRunningStack(join(home, 'demo'), stack());
    expect(findRunningStack([join(home, 'demo')])).toEqual(stack());
  });

  it('is found with its folder, its mode and where its venues answer', () => {
    const restUrl = 'http://127.0.0.1:9140';
    const venues = {
      binance: { restUrl, publicWsUrl: 'ws://127.0.0.1:9140', privateWsUrl: 'ws://127.0.0.1:9140' },
    };
    writeRunningStack(join(home, 'demo'), stack({ mode: 'simulator', venues }));
    expect(locateRunningStack([join(home, 'up'), join(home, 'demo')])).toEqual({
      folder: join(home, 'demo'),
      stack: stack({ mode: 'simulator', venues }),
    });
  });

  it('is the latest of several', () => {
    writeRunningStack(join(home, 'demo'), stack());
    writeRunningStack(join(home, 'up'), stack({ command: 'up', startedAtMs: 2_000 }));
    expect(findRunningStack([join(home, 'up'), join(home, 'demo')])?.command).toBe('up');
  });

  it('is gone when forgotten, and the error says what to start', () => {
    writeRunningStack(home, stack());
    forgetRunningStack(home);
    expect(() => requireRunningStack([home])).toThrow(/holdfast demo/);
  });

  it('counts as absent when the file is torn or foreign', () => {
    writeFileSync(join(home, 'running.json'), '{"command":"de');
    expect(findRunningStack([home])).toBeUndefined();
    writeFileSync(join(home, 'running.json'), '{"command":"other"}');
    expect(findRunningStack([home])).toBeUndefined();
  });
});
