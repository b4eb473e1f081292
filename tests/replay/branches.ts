import type { SignalDefinition } from '@temporalio/common';
import type { TradePlan } from '../../domain/tradePlan';
import { emergencyShutdownSignal, killSignal, pauseSignal } from '../../workflows/messages';
import type { Script } from '../lifecycle/scriptedSteps';
import {
  booked,
  collected,
  denied,
  fenced,
  found,
  MATCHED,
  NOTHING,
  orphan,
  PARTLY,
} from '../lifecycle/stepResults';

/** One way through the trade's workflow, of which a history is kept. */
export interface Branch {
  readonly name: string;
  readonly script: Script;
  readonly overrides?: Partial<TradePlan>;
  /** Sent while the trade waits. */
  readonly signal?: SignalDefinition<[Record<string, unknown>?]>;
  readonly argument?: Record<string, unknown>;
  /** The opening step answers only after the signal has been sent. */
  readonly duringOpening?: boolean;
  /** How often each step throws before it answers. */
  readonly awayTimes?: number;
}

const WATCHED = found(MATCHED, { watched: ['hf-2'] });
const anHour = { hold: { untilMs: 4_000_000_000_000 } };

export const BRANCHES: readonly Branch[] = [
  { name: 'happy', script: {} },
  { name: 'denied', script: { openLegs: [denied()] } },
  { name: 'aborted', script: { openLegs: [found(NOTHING)] } },
  {
    name: 'chased',
    script: {
      openLegs: [found(PARTLY)],
      chaseLegs: [found(PARTLY, { repair: 'complete' }), found(MATCHED, { repair: 'complete' })],
    },
  },
  {
    name: 'chasedInVain',
    script: {
      openLegs: [found(orphan())],
      chaseLegs: [found(orphan())],
      removeOrphan: [found(MATCHED, { repair: 'reduce' })],
    },
  },
  {
    name: 'hedgedByCompleting',
    script: { openLegs: [found(orphan(250))], removeOrphan: [found(MATCHED, { repair: 'complete' })] },
  },
  {
    name: 'hedgedByReducing',
    script: {
      openLegs: [found(orphan(250))],
      removeOrphan: [found(orphan()), found(MATCHED, { repair: 'reduce' })],
    },
  },
  {
    name: 'lateFill',
    script: {
      openLegs: [found(NOTHING, { watched: ['hf-2'] })],
      collectFills: [collected(NOTHING, ['hf-2']), collected(orphan()), collected(MATCHED)],
    },
  },
  { name: 'fenced', script: { openLegs: [fenced(orphan(250))], removeOrphan: [fenced(MATCHED)] } },
  { name: 'closedElsewhere', script: { openLegs: [fenced(MATCHED, 'unwound')] } },
  { name: 'reducedByGuard', script: { openLegs: [found(MATCHED, { reducedByGuard: true })] } },
  {
    name: 'bookingRefused',
    script: { bookResult: [collected(MATCHED, ['hf-2']), 'book'] },
  },
  {
    name: 'needsOperator',
    script: {
      openLegs: [found(orphan(), { reducedByGuard: true })],
      unwindLegs: [found(orphan()), found(MATCHED)],
      bookResult: [booked('needs-operator')],
    },
  },
  {
    name: 'killedInOpening',
    script: { refuseOpening: [found(MATCHED)] },
    signal: killSignal,
    duringOpening: true,
  },
  {
    name: 'killedInHedging',
    script: { openLegs: [found(orphan(250))], removeOrphan: [found(orphan())] },
    signal: killSignal,
    argument: { reason: 'operator' },
  },
  {
    name: 'killedInSettling',
    script: { openLegs: [WATCHED], collectFills: [collected(MATCHED, ['hf-2'])] },
    signal: killSignal,
  },
  { name: 'killedInHolding', script: {}, overrides: anHour, signal: killSignal },
  {
    name: 'shutDown',
    script: {},
    overrides: anHour,
    signal: emergencyShutdownSignal,
    argument: { reason: 'drill', flatten: true },
  },
  {
    name: 'pausedInSettling',
    script: {
      openLegs: [WATCHED],
      collectFills: [collected(MATCHED, ['hf-2']), collected(MATCHED, ['hf-2']), collected(MATCHED)],
    },
    signal: pauseSignal,
  },
  { name: 'databaseAway', script: {}, awayTimes: 2 },
];
