import type { FaultPoint } from '../../execution/stepDeps';
import { startTestStack, type TestStack } from '../stack/testStack';
import { untilClosed, untilThisCloses } from '../stack/untilClosed';

jest.setTimeout(120_000);

describe('a trade in flight', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());

  it.each<{ name: string; point: FaultPoint }>([
    { name: 'postgres', point: 'begin.before' },
    { name: 'postgres', point: 'send.after' },
    { name: 'temporal', point: 'send.after' },
    { name: 'redis', point: 'begin.before' },
    { name: 'simulator', point: 'send.before' },
    { name: 'simulator', point: 'send.after' },
    { name: 'operations', point: 'begin.before' },
  ])('survives kill -9 of $name at its $point, and so does trading', async ({ name, point }) => {
    const restarted = stack.processes.untilRestarted(name);
    const killed = stack.points.strikeAt(
      (reached) => reached.step === 'open' && reached.point === point,
      () => {
        stack.processes.kill(name);
      },
    );
    await stack.resume();
    const { tradeId } = await killed;
    await restarted;
    const backAtMs = Date.now();

    expect(await untilThisCloses(stack, tradeId)).not.toBe('needs-operator');
    await untilClosed(stack, { outcome: 'completed', count: 2, sinceMs: backAtMs });
    expect(await stack.verdict()).toEqual([]);
  });
});
