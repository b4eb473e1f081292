import type { Instrument, InstrumentId, VenueId } from '../domain/instrument';
import type { BookView, MarketView } from '../domain/marketView';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { OrderGateway } from '../venues/orderGateway';
import type { Journal, StepName } from './journal';

/**
 * Named places, in the order in which a step passes them, at which chaos may stop or kill the process. `order.*` concern one leg: before it
 * is sent, when its bytes are on their way, when its outcome is known. A production build holds none of them.
 */
export const FAULT_POINTS = [
  'begin.before',
  'begin.after',
  'send.before',
  'order.before',
  'order.written',
  'order.after',
  'send.after',
  'finish.before',
  'finish.after',
  'close.before',
  'close.after',
  'workflowStart.before',
  'workflowStart.after',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Where a fault point was reached; `book` is the settlement, which is no step of the journal. */
export interface FaultPlace {
  readonly tradeId: string;
  readonly step: StepName | 'book';
  /** Of an `order.*` point. */
  readonly leg?: number;
}

export interface StepSettings {
  /** Books older than this are no basis for an order. */
  readonly stalenessMs: number;
  /** Bound of a repair before its orphan is due, in bps beyond the price at the decision. */
  readonly repairStartBps: string;
  readonly repairWidenBps: string;
  readonly repairMaxBps: string;
  /** How far a leg's worst price may lie from the median of all venues, in bps. */
  readonly priceCollarBps: string;
  /** How long a slot stays taken after a normal close and after a failure. */
  readonly cooldownAfterCloseMs: number;
  readonly cooldownAfterFailureMs: number;
}

export interface StepDeps {
  readonly installationId: string;
  /** Names this run of this process; stands on the steps that it begins. */
  readonly owner: string;
  readonly journal: Journal;
  readonly gateways: ReadonlyMap<VenueId, OrderGateway>;
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>;
  /** Books as they are now, from shared memory. */
  readonly marketView: MarketView;
  readonly settings: StepSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faultPoint: (point: FaultPoint, place: FaultPlace) => Promise<void>;
}

/** The gateway of a venue. @throws where no session with it is open: a wiring mistake, not a market event. */
export function gatewayOf(deps: Pick<StepDeps, 'gateways'>, venue: VenueId): OrderGateway {
  const gateway = deps.gateways.get(venue);
  if (gateway === undefined) throw new Error(`no session with ${venue} is open in this process`);
  return gateway;
}

/** @throws where the instrument is not loaded: a wiring mistake. */
export function instrumentOf(deps: Pick<StepDeps, 'instruments'>, id: InstrumentId): Instrument {
  const instrument = deps.instruments.get(id);
  if (instrument === undefined) throw new Error(`${id} is not loaded in this process`);
  return instrument;
}

/** A book fit to price an order now: trusted and fresh; without one a step falls back to the bounds stored with its trade. */
export function freshBook(
  deps: Pick<StepDeps, 'marketView' | 'clock' | 'settings'>,
  id: InstrumentId,
): BookView | undefined {
  const shared = deps.marketView.book(id);
  if (shared === undefined) return undefined;
  const ageMs = deps.clock.nowMs() - shared.receivedAtMs;
  return shared.trusted && ageMs <= deps.settings.stalenessMs ? shared : undefined;
}
