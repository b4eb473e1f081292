import type { OpeningWay } from '../../../config/schema';
import { FAULT_POINTS, type FaultPoint } from '../../../execution/stepDeps';

/** Steps of a trade that can be brought about on purpose, in the order of its life. */
export const MATRIX_STEPS = ['open', 'chase', 'hedge', 'unwind', 'book'] as const;
export type MatrixStep = (typeof MATRIX_STEPS)[number];

/** Where a process is killed. */
export type Place =
  /** At a named point of a step; `leg` where the point concerns one. */
  | {
      readonly kind: 'point';
      readonly step: MatrixStep;
      readonly point: FaultPoint;
      readonly leg: number | undefined;
    }
  /** While the trade waits for a timer between two repairs. */
  | { readonly kind: 'timer' }
  /** When the server has taken a signal to the trade. */
  | { readonly kind: 'signal'; readonly signal: 'pause' | 'resume' | 'kill' }
  /** When an emergency shutdown has begun. */
  | { readonly kind: 'shutdown' };

export interface Cell {
  readonly place: Place;
  /** Name of the process that is killed. */
  readonly victim: string;
}

const OPENING_LEGS = [0, 1];

/** Every place, from the list of points in the code: one that is added there is a row here. Workflow-first, nobody passes `workflowStart.*`. */
export function matrixPlaces(opening: OpeningWay): Place[] {
  const points = MATRIX_STEPS.flatMap((step) =>
    pointsOf(step, opening).flatMap((point) => placesAt(step, point)),
  );
  const signals = (['pause', 'resume', 'kill'] as const).map(
    (signal) => ({ kind: 'signal', signal }) as const,
  );
  return [...points, { kind: 'timer' }, ...signals, { kind: 'shutdown' }];
}

/** Every place with every victim. */
export function matrixCells(victims: readonly string[], places: readonly Place[]): Cell[] {
  return places.flatMap((place) => victims.map((victim) => ({ place, victim })));
}

const QUICK_STEPS: readonly MatrixStep[] = ['open', 'chase', 'hedge'];

/** The part that every test run plays: the trader, in open, chase and repair. */
export function quickPlaces(opening: OpeningWay): Extract<Place, { kind: 'point' }>[] {
  return matrixPlaces(opening).flatMap((place) =>
    place.kind === 'point' && QUICK_STEPS.includes(place.step) ? [place] : [],
  );
}

function pointsOf(step: MatrixStep, opening: OpeningWay): FaultPoint[] {
  const isPassed = (point: FaultPoint) => opening === 'journal-first' || !point.startsWith('workflowStart.');
  return FAULT_POINTS.filter((point) => isPassed(point) && isPassedIn(step, point));
}

/** Bookings pass `close.*`, steps all others; `workflowStart.*` belongs to openings alone. */
function isPassedIn(step: MatrixStep, point: FaultPoint): boolean {
  if (point.startsWith('close.')) return step === 'book';
  if (point.startsWith('workflowStart.')) return step === 'open';
  return step !== 'book';
}

function placesAt(step: MatrixStep, point: FaultPoint): Place[] {
  if (!point.startsWith('order.') || step !== 'open') return [{ kind: 'point', step, point, leg: undefined }];
  return OPENING_LEGS.map((leg) => ({ kind: 'point', step, point, leg }));
}

/** `open order.written of leg A`, `signal kill`, `emergency shutdown`. */
export function placeText(place: Place): string {
  switch (place.kind) {
    case 'point': {
      const leg = place.leg === undefined ? '' : ` of leg ${String.fromCharCode(65 + place.leg)}`;
      return `${place.step} ${place.point}${leg}`;
    }
    case 'timer':
      return 'timer between two repairs';
    case 'signal':
      return `signal ${place.signal}`;
    case 'shutdown':
      return 'emergency shutdown';
  }
}
