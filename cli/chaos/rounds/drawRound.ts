import { FAULT_POINTS, type FaultPoint } from '../../../execution/stepDeps';
import { createRandom, type Random } from '../../../simulator/random';
import { drawVenueFault, type VenueFault } from './venueFaults';

/** When a fault strikes: never at a time, always at something that happens. */
export type Trigger =
  /** At the `nth` time that a trade reaches the place. */
  | { readonly on: 'point'; readonly point: FaultPoint; readonly step: string; readonly nth: number }
  /** When the venues have accepted so many more orders. */
  | { readonly on: 'accepted'; readonly orders: number };

export type ProcessHarm =
  | { readonly kind: 'kill' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'freeze'; readonly forMs: number };

export type ChaosFault =
  | { readonly on: 'process'; readonly name: string; readonly harm: ProcessHarm; readonly at: Trigger }
  | { readonly on: 'venue'; readonly venue: string; readonly fault: VenueFault };

/** One fault, or two at a time. */
export interface Round {
  readonly index: number;
  readonly faults: readonly ChaosFault[];
}

export interface RoundDraw {
  readonly seed: string;
  readonly index: number;
  /** Processes of the stack that may be harmed. */
  readonly processes: readonly string[];
  readonly venues: readonly string[];
}

const PAIRED_FRACTION = 0.4;
const VENUE_FRACTION = 0.4;
/** Points that both openings pass; `workflowStart.*` has its cells in the matrix of journal-first. */
const STEP_POINTS = FAULT_POINTS.filter(
  (point) => !isOfBooking(point) && !point.startsWith('workflowStart.'),
);
const BOOK_POINTS = FAULT_POINTS.filter(isOfBooking);

/** The round of this number: the same seed, number, processes and venues give the same one, whatever rounds were played before. */
export function drawRound({ seed, index, processes, venues }: RoundDraw): Round {
  const random = createRandom(`${seed}/round ${index}`);
  const isPair = random.next() < PAIRED_FRACTION;
  const first = drawFault(random, { processes, venues, follows: undefined });
  if (!isPair) return { index, faults: [first] };
  const others = first.on === 'process' ? processes.filter((name) => name !== first.name) : processes;
  const second = drawFault(random, { processes: others, venues, follows: first });
  return { index, faults: [first, second] };
}

interface FaultDraw {
  readonly processes: readonly string[];
  readonly venues: readonly string[];
  readonly follows: ChaosFault | undefined;
}

function drawFault(random: Random, { processes, venues, follows }: FaultDraw): ChaosFault {
  if (random.next() < VENUE_FRACTION)
    return { on: 'venue', venue: pick(random, venues), fault: drawVenueFault(random) };
  const isProvoked = follows?.on === 'venue' && follows.fault.provokes === true;
  return {
    on: 'process',
    name: pick(random, processes),
    harm: drawHarm(random),
    at: drawTrigger(random, isProvoked),
  };
}

function drawHarm(random: Random): ProcessHarm {
  const drawn = random.next();
  if (drawn < 0.6) return { kind: 'kill' };
  if (drawn < 0.85) return { kind: 'freeze', forMs: Math.floor(random.between(200, 3_000)) };
  return { kind: 'restart' };
}

/** Later steps are rare unless a venue provokes them; a place that nobody reaches would make an empty round. */
function drawTrigger(random: Random, isProvoked: boolean): Trigger {
  const drawn = random.next();
  if (drawn < 0.3) return { on: 'accepted', orders: 1 + Math.floor(random.between(0, 6)) };
  const nth = 1 + Math.floor(random.between(0, 3));
  if (drawn < 0.4) return { on: 'point', point: pick(random, BOOK_POINTS), step: 'book', nth };
  const step = isProvoked && drawn < 0.75 ? pick(random, ['chase', 'hedge']) : 'open';
  const point = pick(
    random,
    STEP_POINTS.filter((one) => step === 'open' || isOfEveryStep(one)),
  );
  return { on: 'point', point, step, nth: step === 'open' ? nth : 1 };
}

function isOfBooking(point: FaultPoint): boolean {
  return point.startsWith('close.');
}

/** `order.*` are passed only where a step sends something. */
function isOfEveryStep(point: FaultPoint): boolean {
  return /^(begin|send|finish)\./.test(point);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/** `kill trader at send.after of open (2nd) + bybit rejects orders`. */
export function roundText({ faults }: Round): string {
  return faults.map(faultText).join(' + ');
}

function faultText(fault: ChaosFault): string {
  if (fault.on === 'venue') return `${fault.venue} ${fault.fault.name}`;
  const { name, harm, at } = fault;
  const what = harm.kind === 'freeze' ? `freeze ${name} for ${harm.forMs} ms` : `${harm.kind} ${name}`;
  return `${what} ${triggerText(at)}`;
}

function triggerText(at: Trigger): string {
  if (at.on === 'accepted') return `after ${at.orders} more orders`;
  return `at ${at.point} of ${at.step}${at.nth === 1 ? '' : ` (${at.nth}.)`}`;
}
