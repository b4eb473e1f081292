import type { Random } from '../../../simulator/random';
import type { FaultWish } from '../stack/simulatorAdmin';

/** One way in which a venue misbehaves. */
export interface VenueFault {
  readonly name: string;
  readonly faults: readonly FaultWish[];
  /** All markets of the venue are halted meanwhile. */
  readonly halt?: true;
  /** Lasts until the venues have accepted so many more orders; what fires by count ends by itself. */
  readonly lastsOrders?: number;
  /** Later steps of the trade become likely, because a leg lacks its fill. */
  readonly provokes?: true;
}

type RequestKind = Extract<FaultWish, { on: 'request' }>['fault'];
type FrameKind = Extract<FaultWish, { on: 'frame' }>['fault'];

const order = (fault: RequestKind, times: number): FaultWish => ({
  on: 'request',
  requestClass: 'order',
  fault,
  times,
});
const frames = (stream: 'private' | 'public', fault: FrameKind, times: number): FaultWish => ({
  on: 'frame',
  stream,
  fault,
  times,
});

const whole = (random: Random, low: number, high: number): number =>
  Math.floor(random.between(low, high + 1));

/** Every venue fault that the simulator knows, each drawn with counts and durations of its own. */
const CATALOGUE: readonly ((random: Random) => VenueFault)[] = [
  (random) => ({
    name: 'drops the reply of an accepted order',
    faults: [order({ kind: 'dropReplyAfterAccept' }, whole(random, 1, 3))],
  }),
  (random) => ({
    name: 'answers 5xx and has not taken the order',
    faults: [order({ kind: 'error5xxBefore' }, whole(random, 1, 3))],
    provokes: true,
  }),
  (random) => ({
    name: 'answers 5xx and has taken the order',
    faults: [order({ kind: 'error5xxAfter' }, whole(random, 1, 3))],
  }),
  (random) => ({
    name: 'rejects orders',
    faults: [order({ kind: 'reject' }, whole(random, 1, 5))],
    provokes: true,
  }),
  (random) => ({
    name: 'answers 429',
    faults: [order({ kind: 'rateLimit429', retryAfterMs: whole(random, 50, 500) }, whole(random, 1, 2))],
    provokes: true,
  }),
  (random) => ({
    name: 'answers late',
    faults: [order({ kind: 'delayReply', ms: whole(random, 100, 600) }, whole(random, 1, 3))],
  }),
  (random) => ({
    name: 'gets orders late',
    faults: [order({ kind: 'delayArrival', ms: whole(random, 50, 1_500) }, whole(random, 1, 2))],
    provokes: true,
  }),
  (random) => ({
    name: 'answers garbage',
    faults: [order({ kind: 'garbageReply' }, whole(random, 1, 3))],
  }),
  (random) => ({
    name: 'drops replies, then look-ups',
    faults: [
      order({ kind: 'dropReplyAfterAccept' }, 1),
      {
        on: 'request',
        requestClass: 'lookUp',
        fault: { kind: 'error5xxBefore' },
        times: whole(random, 1, 2),
      },
    ],
  }),
  (random) => ({
    name: 'fills in part',
    faults: [{ on: 'match', maxTakeQty: '0.002', times: whole(random, 1, 4) }],
    provokes: true,
  }),
  (random) => ({
    name: 'has no liquidity',
    faults: [{ on: 'match', maxTakeQty: '0', times: whole(random, 1, 5) }],
    provokes: true,
  }),
  (random) => ({
    name: 'reads late',
    faults: [
      { on: 'read', lagMs: whole(random, 100, 900) },
      order({ kind: 'dropReplyAfterAccept' }, whole(random, 1, 2)),
    ],
    lastsOrders: whole(random, 4, 10),
  }),
  (random) => ({
    name: 'has a skewed clock',
    faults: [{ on: 'clock', skewMs: whole(random, -400, 400) }],
    lastsOrders: whole(random, 4, 10),
  }),
  (random) => ({
    name: 'tells private events twice',
    faults: [frames('private', { kind: 'duplicateEvents' }, whole(random, 2, 8))],
  }),
  (random) => ({
    name: 'tells private events out of order',
    faults: [frames('private', { kind: 'reorderEvents' }, whole(random, 2, 8))],
  }),
  (random) => ({
    name: 'tells private events late',
    faults: [frames('private', { kind: 'delayEvents', ms: whole(random, 100, 1_200) }, whole(random, 2, 8))],
  }),
  () => ({ name: 'ends the private stream', faults: [frames('private', { kind: 'disconnect' }, 1)] }),
  (random) => ({
    name: 'falls silent on the private stream',
    faults: [frames('private', { kind: 'silent', ms: whole(random, 500, 2_000) }, 1)],
  }),
  () => ({ name: 'sends private garbage', faults: [frames('private', { kind: 'garbage' }, 1)] }),
  (random) => ({
    name: 'skips public frames',
    faults: [frames('public', { kind: 'sequenceGap' }, whole(random, 1, 3))],
  }),
  () => ({ name: 'ends the public stream', faults: [frames('public', { kind: 'disconnect' }, 1)] }),
  (random) => ({
    name: 'falls silent on the public stream',
    faults: [frames('public', { kind: 'silent', ms: whole(random, 500, 2_000) }, 1)],
  }),
  () => ({ name: 'sends public garbage', faults: [frames('public', { kind: 'garbage' }, 2)] }),
  (random) => ({ name: 'is halted', faults: [], halt: true, lastsOrders: whole(random, 2, 4) }),
];

/** True where orders can't be placed or looked up as usual meanwhile; a stream that misbehaves leaves the venue within reach. */
export function isAway({ faults, halt }: VenueFault): boolean {
  return halt === true || faults.some(({ on }) => on !== 'frame');
}

export function drawVenueFault(random: Random): VenueFault {
  const draw = CATALOGUE[Math.floor(random.next() * CATALOGUE.length)];
  if (draw === undefined) throw new Error('the catalogue of venue faults is empty');
  return draw(random);
}
