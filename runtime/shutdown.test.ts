import { createLogger } from './logger';
import { createShutdown, type StoppableProcess } from './shutdown';

describe('createShutdown', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs the steps in reverse order and exits with 0', async () => {
    const { shutdown, target, order } = setUp();
    shutdown.add({ name: 'database', stop: () => push(order, 'database') });
    shutdown.add({ name: 'detection', stop: () => push(order, 'detection') });
    target.send('SIGTERM');
    await shutdown.done;
    expect(order).toEqual(['detection', 'database']);
    expect(target.codes).toEqual([0]);
  });

  it('runs the other steps when one fails, and exits with 1', async () => {
    const { shutdown, target, order } = setUp();
    shutdown.add({ name: 'database', stop: () => push(order, 'database') });
    shutdown.add({ name: 'broken', stop: () => Promise.reject(new Error('stuck')) });
    target.send('SIGINT');
    await shutdown.done;
    expect(order).toEqual(['database']);
    expect(target.codes).toEqual([1]);
  });

  it('ends at once on a second signal while a step hangs', () => {
    const { shutdown, target } = setUp();
    shutdown.add({ name: 'hanging', stop: () => new Promise(() => undefined) });
    target.send('SIGINT');
    expect(target.codes).toEqual([]);
    target.send('SIGINT');
    expect(target.codes).toEqual([1]);
  });

  it('ends with 1 when the steps take longer than its patience', () => {
    const { shutdown, target } = setUp();
    shutdown.add({ name: 'hanging', stop: () => new Promise(() => undefined) });
    shutdown.request('test');
    jest.advanceTimersByTime(19_999);
    expect(target.codes).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(target.codes).toEqual([1]);
  });
});

function setUp() {
  const target = fakeProcess();
  const logger = createLogger({ module: 'test', level: 'silent' });
  return {
    shutdown: createShutdown({ logger, process: target, patienceMs: 20_000 }),
    target,
    order: [] as string[],
  };
}

function push(order: string[], name: string): Promise<void> {
  order.push(name);
  return Promise.resolve();
}

function fakeProcess() {
  const listeners: { signal: string; listener: () => void }[] = [];
  const codes: number[] = [];
  const target: StoppableProcess = {
    on: (signal, listener) => listeners.push({ signal, listener }),
    off: () => undefined,
    exit: (code) => codes.push(code),
  };
  const send = (signal: 'SIGINT' | 'SIGTERM'): void => {
    for (const each of listeners) if (each.signal === signal) each.listener();
  };
  return { ...target, codes, send };
}
