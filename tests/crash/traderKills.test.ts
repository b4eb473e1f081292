import type { OpeningWay } from '../../config/schema';
import type { FaultPoint } from '../../execution/stepDeps';
import { createRandom } from '../../simulator/random';
import type { FaultWish } from '../stack/simulatorAdmin';
import { startTestStack, type TestStack } from '../stack/testStack';
import { untilThisCloses } from '../stack/untilClosed';

jest.setTimeout(90_000);

interface Round {
  readonly step: string;
  readonly point: FaultPoint;
}

const SEED = process.env['HOLDFAST_CRASH_SEED'] ?? '1';
const POINTS: readonly FaultPoint[] = [
  'begin.before',
  'begin.after',
  'send.before',
  'send.after',
  'finish.before',
  'finish.after',
];
const OPEN = POINTS.map((point): Round => ({ step: 'open', point }));
/** Every point of the opening and of the booking; of the steps that follow an opening, some drawn by the seed. */
const WORKFLOW_FIRST: readonly Round[] = [
  ...OPEN,
  ...drawn('chase', 2),
  ...drawn('hedge', 2),
  { step: 'book', point: 'close.before' },
  { step: 'book', point: 'close.after' },
];

/** What differs: the opening, and the start of the workflow beside it. */
const JOURNAL_FIRST: readonly Round[] = [
  ...OPEN,
  { step: 'open', point: 'workflowStart.before' },
  { step: 'open', point: 'workflowStart.after' },
];

/** What makes a trade come to the step: one venue without liquidity for so many orders. */
const PROVOCATION: Readonly<Record<string, readonly FaultWish[]>> = {
  chase: [{ on: 'match', maxTakeQty: '0', times: 1 }],
  hedge: [{ on: 'match', maxTakeQty: '0', times: 8 }],
};

describe.each<{ opening: OpeningWay; rounds: readonly Round[] }>([
  { opening: 'workflow-first', rounds: WORKFLOW_FIRST },
  { opening: 'journal-first', rounds: JOURNAL_FIRST },
])(`a trader that opens $opening, killed by SIGKILL (HOLDFAST_CRASH_SEED=${SEED})`, ({ opening, rounds }) => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ variables: { HOLDFAST__OPENING: opening } });
  });
  afterAll(() => stack.stop());

  it.each(rounds)('at $point of $step comes back and finishes the trade once', async ({ step, point }) => {
    const restarted = stack.untilRestarted('trader');
    const killed = stack.points.strikeAt(
      (reached) => reached.step === step && reached.point === point,
      () => {
        stack.kill('trader');
      },
    );
    const provocation = PROVOCATION[step];
    if (provocation) await stack.admin.plant('bybit', provocation);
    await stack.resume();
    const { tradeId } = await killed;
    await restarted;
    await stack.admin.clearFaults();

    expect(await untilThisCloses(stack, tradeId)).not.toBe('needs-operator');
    expect(await stack.verdict()).toEqual([]);
  });
});

function drawn(step: string, count: number): Round[] {
  const random = createRandom(`${SEED} ${step}`);
  const left = [...POINTS];
  return Array.from({ length: count }, () => ({
    step,
    point: left.splice(Math.floor(random.next() * left.length), 1)[0] ?? 'send.after',
  }));
}
