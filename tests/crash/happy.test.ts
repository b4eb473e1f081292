import { startTestStack, type TestStack } from '../stack/testStack';
import { untilClosed } from '../stack/untilClosed';

jest.setTimeout(90_000);

describe('a stack that nobody harms', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());

  it('completes its trades with nothing doubled, nothing naked and every cent where the venues have it', async () => {
    const trades = await untilClosed(stack, { outcome: 'completed', count: 10 });
    expect(trades.length).toBeGreaterThanOrEqual(10);
    expect(await stack.verdict()).toEqual([]);
  });
});
