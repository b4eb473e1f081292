import { createJudgeTail } from '../../../simulator/judgeTail';
import type { CrashPoints } from '../stack/crashPoints';
import type { Trigger } from './drawRound';

const LOOK_EVERY_MS = 5;

export interface TriggerDeps {
  readonly points: CrashPoints;
  readonly judgeLogPath: string;
  /** Where the round gives up waiting. */
  readonly ended: AbortSignal;
}

/** Calls `strike` when the trigger's event happens; resolves with true then, with false where the round ended before. */
export function pull(trigger: Trigger, strike: () => void, deps: TriggerDeps): Promise<boolean> {
  switch (trigger.on) {
    case 'point':
      return atPoint(trigger, strike, deps);
    case 'accepted':
      return afterOrders(trigger.orders, strike, deps);
  }
}

function atPoint(
  { point, step, nth }: Extract<Trigger, { on: 'point' }>,
  strike: () => void,
  { points, ended }: TriggerDeps,
): Promise<boolean> {
  let left = nth;
  const isTheOne = (reached: { point: string; step: string }): boolean =>
    reached.point === point && reached.step === step && --left === 0;
  const struck = points.strikeAt(isTheOne, strike, ended).then(() => true);
  return Promise.race([struck, ending(ended)]);
}

/** Resolves when the venues have accepted so many more orders; follows their log, not their word. */
export async function afterOrders(
  orders: number,
  strike: () => void,
  { judgeLogPath, ended }: Pick<TriggerDeps, 'judgeLogPath' | 'ended'>,
): Promise<boolean> {
  const tail = createJudgeTail(judgeLogPath, 'end');
  try {
    for (let left = orders; !ended.aborted;) {
      if (tail.hasNews()) left -= tail.read().filter(({ record }) => record.kind === 'accepted').length;
      if (left <= 0) {
        strike();
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return false;
  } finally {
    tail.close();
  }
}

function ending(ended: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (ended.aborted) resolve(false);
    ended.addEventListener('abort', () => {
      resolve(false);
    });
  });
}
