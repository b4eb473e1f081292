import type { TradePlan } from '../../domain/tradePlan';
import type { FaultPoint } from '../../execution/stepDeps';
import { createStepRunner } from '../../execution/stepRunner';
import type { StepResult } from '../../domain/lifecycle/steps';
import type { GuardRecords, KnownOwners } from '../../guard/records';
import type { TakeOverDeps } from '../../guard/takeOver';
import { createGuardRecords } from '../../storage/guardRecords';
import { GUARD, openDesk, type DeskOptions, type TradingDesk } from '../execution/tradingDesk';

/** An owner stopped at a point of its opening: dead for as long as nobody wakes it. */
export interface StoppedOwner {
  readonly plan: TradePlan;
  /** Goes on where it stopped; resolves with what its opening answers. */
  wake(): Promise<StepResult>;
}

export interface GuardDesk {
  readonly desk: TradingDesk;
  readonly records: GuardRecords;
  /** A guard of this name; only `GUARD` holds the lease. */
  guard(name?: string): TakeOverDeps;
  /** Resolves when `owner` has reached the point. */
  stoppedAt(point: FaultPoint, owner: string): Promise<StoppedOwner>;
  close(): Promise<void>;
}

export const nobody: KnownOwners = { gone: [], connected: [] };
export const dead = (owner: string): KnownOwners => ({ gone: [owner], connected: [] });
export const alive = (owner: string): KnownOwners => ({ gone: [], connected: [owner] });

/** A trading desk beside which guards can be set up. */
export async function openGuardDesk(options?: DeskOptions): Promise<GuardDesk> {
  const desk = await openDesk(options);
  const records = createGuardRecords(desk.database);
  return {
    desk,
    records,
    guard(name = GUARD) {
      const deps = desk.deps(name, { marketView: { book: () => undefined } });
      const stuck: string[] = [];
      return {
        deps,
        runner: createStepRunner(deps),
        guard: name,
        records,
        mayAct: () => true,
        onStuck: (tradeId) => stuck.push(tradeId),
      };
    },
    stoppedAt(point, owner) {
      const plan = desk.plan();
      let wake: () => void = () => undefined;
      const asleep = new Promise<void>((resolve) => (wake = resolve));
      return new Promise((resolve) => {
        const steps = desk.process(owner, {
          faultPoint: (reached) => {
            if (reached !== point) return Promise.resolve();
            resolve({
              plan,
              wake: () => {
                wake();
                return opening;
              },
            });
            return asleep;
          },
        });
        const opening = steps.openLegs(plan, []);
      });
    },
    close: () => desk.close(),
  };
}
