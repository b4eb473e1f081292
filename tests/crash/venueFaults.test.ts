import type { FaultWish } from '../../cli/chaos/stack/simulatorAdmin';
import { startTestStack, type TestStack } from '../stack/testStack';
import { until } from '../../cli/chaos/stack/until';
import { untilClosed } from '../stack/untilClosed';

jest.setTimeout(90_000);

const order = (fault: Extract<FaultWish, { on: 'request' }>['fault'], times = 1): FaultWish => ({
  on: 'request',
  requestClass: 'order',
  fault,
  times,
});
const privateFrames = (fault: Extract<FaultWish, { on: 'frame' }>['fault'], times: number): FaultWish => ({
  on: 'frame',
  stream: 'private',
  fault,
  times,
});

interface Misbehaviour {
  readonly what: string;
  readonly faults: readonly FaultWish[];
}

const MISBEHAVIOURS: readonly Misbehaviour[] = [
  { what: 'drops the reply of an order it accepted', faults: [order({ kind: 'dropReplyAfterAccept' }, 2)] },
  { what: 'answers 5xx and has not taken the order', faults: [order({ kind: 'error5xxBefore' }, 2)] },
  { what: 'answers 5xx and has taken the order', faults: [order({ kind: 'error5xxAfter' }, 2)] },
  { what: 'answers 429', faults: [order({ kind: 'rateLimit429', retryAfterMs: 200 })] },
  { what: 'answers an accepted order with garbage', faults: [order({ kind: 'garbageReply' }, 2)] },
  { what: 'rejects one leg', faults: [order({ kind: 'reject' })] },
  { what: 'rejects one leg and its chases', faults: [order({ kind: 'reject' }, 5)] },
  { what: 'answers after our patience', faults: [order({ kind: 'delayReply', ms: 400 }, 2)] },
  { what: 'gets an order after its window', faults: [order({ kind: 'delayArrival', ms: 1_500 })] },
  { what: 'fills one leg in part', faults: [{ on: 'match', maxTakeQty: '0.005', times: 4 }] },
  { what: 'has no liquidity', faults: [{ on: 'match', maxTakeQty: '0', times: 6 }] },
  {
    what: 'drops a reply and reads late',
    faults: [{ on: 'read', lagMs: 700 }, order({ kind: 'dropReplyAfterAccept' }, 2)],
  },
  { what: 'tells private events twice', faults: [privateFrames({ kind: 'duplicateEvents' }, 6)] },
  { what: 'tells private events out of order', faults: [privateFrames({ kind: 'reorderEvents' }, 6)] },
  { what: 'tells private events late', faults: [privateFrames({ kind: 'delayEvents', ms: 800 }, 6)] },
  { what: 'ends the private stream', faults: [privateFrames({ kind: 'disconnect' }, 1)] },
  {
    what: 'skips a sequence number of its books',
    faults: [{ on: 'frame', stream: 'public', fault: { kind: 'sequenceGap' }, times: 2 }],
  },
];

describe.each(['binance', 'bybit'])('while %s', (venue) => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());

  it.each(MISBEHAVIOURS)('$what, every trade ends flat and booked', async ({ faults }) => {
    await stack.admin.plant(venue, faults);
    await stack.resume();
    await until('every fault to strike', async () =>
      (await stack.admin.pendingFaults()) === 0 ? true : undefined,
    );
    const struckAtMs = Date.now();
    await untilClosed(stack, { outcome: 'completed', count: 1, sinceMs: struckAtMs });
    await stack.admin.clearFaults(); // a lag stays until it is taken away

    expect(await stack.verdict()).toEqual([]);
  });
});
