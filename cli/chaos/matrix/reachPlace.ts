import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosStack } from '../stack/chaosStack';
import type { ReachedPoint } from '../stack/crashPoints';
import type { FaultWish } from '../stack/simulatorAdmin';
import { until } from '../stack/until';
import type { MatrixStep, Place } from './cells';

/** The trade at the place, struck in that moment; for a shutdown any trade, `undefined`. */
export interface Reached {
  readonly tradeId: string | undefined;
  /** What has to end before the cell is over; its answer counts nothing. */
  readonly running: Promise<unknown>;
}

type PointPlace = Extract<Place, { kind: 'point' }>;

/** No liquidity for so many orders. */
const dry = (times: number): FaultWish[] => [{ on: 'match', maxTakeQty: '0', times }];
const FOR_LONG = 1_000;
const PLANT_AGAIN_MS = 3_000;
const REASON = 'chaos tries what a kill does here';
const TIMER_STARTED = 17; // temporal.api.enums.v1.EventType

const nothing = Promise.resolve();

/** Brings a trade to the place and strikes there; `giveUp` ends the waiting where no trade comes. */
export async function reachPlace(
  stack: ChaosStack,
  place: Place,
  { strike, giveUp }: { readonly strike: () => void; readonly giveUp: AbortSignal },
): Promise<Reached> {
  switch (place.kind) {
    case 'point':
      return reachPoint(stack, place, { strike, giveUp });
    case 'timer': {
      const tradeId = await holdOrphan(stack, giveUp);
      await untilInTimer(stack, tradeId);
      strike();
      return { tradeId, running: nothing };
    }
    case 'signal': {
      const tradeId = await holdOrphan(stack, giveUp);
      await stack.session.steering.control(place.signal, { kind: 'trade', name: tradeId }, REASON);
      strike();
      return { tradeId, running: nothing };
    }
    case 'shutdown': {
      const tradeId = await holdOrphan(stack, giveUp);
      const shutdown = () => stack.session.steering.shutdown({ reason: REASON, flatten: true });
      // the answer may have been lost with what was killed: asked again, the one under way is joined
      const running = shutdown().catch(() => until('the report of the shutdown', shutdown));
      await until('the shutdown to begin', async () => {
        const inForce = await stack.session.controls.inForce();
        return inForce.some(({ state }) => state === 'shutdown') ? true : undefined;
      });
      strike();
      return { tradeId, running };
    }
  }
}

interface Striking {
  readonly strike: () => void;
  readonly giveUp: AbortSignal;
}

async function reachPoint(
  stack: ChaosStack,
  { step, point, leg }: PointPlace,
  { strike, giveUp }: Striking,
): Promise<Reached> {
  const isThere = (reached: ReachedPoint): boolean =>
    reached.step === step && reached.point === point && (leg === undefined || reached.leg === leg);
  const struck = orGivenUp(stack.points.strikeAt(isThere, strike, giveUp), giveUp);
  struck.catch(() => undefined); // awaited below
  await provoke(stack, step, { struck, giveUp });
  const { tradeId } = await struck;
  return { tradeId, running: nothing };
}

/** What makes a trade come to the step: venues without liquidity, and a kill for the unwinding. */
async function provoke(
  stack: ChaosStack,
  step: MatrixStep,
  { struck, giveUp }: { readonly struck: Promise<unknown>; readonly giveUp: AbortSignal },
): Promise<void> {
  switch (step) {
    case 'open':
    case 'book':
      return;
    case 'chase':
      return dryOpenings(stack, dry(1), { struck, giveUp });
    case 'hedge':
      return dryOpenings(stack, dry(8), { struck, giveUp });
    case 'unwind': {
      const tradeId = await holdOrphan(stack, giveUp);
      await stack.session.steering.control('kill', { kind: 'trade', name: tradeId }, REASON);
    }
  }
}

/**
 * Takes the liquidity from an opening at Bybit, and from a later one where repairs of an earlier trade have used the fault up. Not before a
 * trade opens: a guard that repairs in vain keeps a trader that has just started from being admitted. Rejects as `struck` does.
 */
async function dryOpenings(
  stack: ChaosStack,
  faults: FaultWish[],
  { struck, giveUp }: { readonly struck: Promise<unknown>; readonly giveUp: AbortSignal },
): Promise<void> {
  const isStruck = struck.then(() => true);
  isStruck.catch(() => undefined); // awaited in each turn
  for (;;) {
    if (await Promise.race([isStruck, dryOpening(stack, faults, giveUp).then(() => false)])) return;
    if (await Promise.race([isStruck, sleep(PLANT_AGAIN_MS, false)])) return;
  }
}

/** Plants at Bybit while the next opening waits to begin; never resolves where none comes. */
async function dryOpening(
  { points, admin }: ChaosStack,
  faults: FaultWish[],
  giveUp: AbortSignal,
): Promise<void> {
  let planted: Promise<void> | undefined;
  await points.strikeAt(
    ({ step, point }) => step === 'open' && point === 'begin.before',
    () => {
      planted = admin.plant('bybit', faults);
    },
    giveUp,
  );
  await planted;
}

/** A trade whose one leg is filled while neither venue takes anything more: it repairs in vain until the faults are cleared. */
async function holdOrphan(stack: ChaosStack, giveUp: AbortSignal): Promise<string> {
  const { points, admin, session } = stack;
  let dried: Promise<void> | undefined;
  const opened = new Set<string>(); // repairs of earlier trades were not brought about here
  const reached = points.strikeAt(
    ({ step, point, tradeId }) => {
      if (step === 'open') opened.add(tradeId);
      return opened.has(tradeId) && (step === 'chase' || step === 'hedge') && point === 'begin.before';
    },
    () => {
      dried = admin.plant('binance', dry(FOR_LONG));
    },
    giveUp,
  );
  await orGivenUp(dryOpening(stack, dry(FOR_LONG), giveUp), giveUp);
  const { tradeId } = await orGivenUp(reached, giveUp);
  await dried;
  await until(`${tradeId} to hedge`, async () => {
    const trade = await session.reports.find(tradeId);
    return trade?.state === 'hedging' ? true : undefined;
  });
  return tradeId;
}

async function untilInTimer({ session }: ChaosStack, tradeId: string): Promise<void> {
  const client = await session.temporal();
  await until(`${tradeId} to wait for a timer`, async () => {
    const { events } = await client.workflow.getHandle(tradeId).fetchHistory();
    return Number(events?.at(-1)?.eventType) === TIMER_STARTED ? true : undefined;
  });
}

function orGivenUp<Result>(work: Promise<Result>, giveUp: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    giveUp.addEventListener('abort', () => {
      reject(new Error('no trade came to the place'));
    });
    void work.then(resolve, reject);
  });
}
