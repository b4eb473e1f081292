import type { TradeSteps, TransitionRecord } from '../domain/lifecycle/steps';
import type { TradePlan } from '../domain/tradePlan';
import type { BackgroundTasks } from '../runtime/backgroundTask';
import type { createTradeEvents } from '../storage/redis/tradeEvents';

interface Announcing {
  readonly events: Pick<ReturnType<typeof createTradeEvents>, 'publish'>;
  readonly tasks: BackgroundTasks;
}

/** The same steps; each transition that rides along with one is told to the watchers too, without waiting for them. */
export function announcedSteps(steps: TradeSteps, { events, tasks }: Announcing): TradeSteps {
  function announce(plan: TradePlan, transitions: readonly TransitionRecord[]): void {
    const { tradeId, mode, strategy, symbol } = plan;
    for (const { to, cause, atMs } of transitions)
      tasks.run('announce', events.publish({ tradeId, mode, strategy, symbol, state: to, cause, atMs }));
  }
  const after =
    <Request extends { readonly plan: TradePlan; readonly transitions: readonly TransitionRecord[] }, Result>(
      step: (request: Request) => Promise<Result>,
    ) =>
    async (request: Request): Promise<Result> => {
      const result = await step(request);
      announce(request.plan, request.transitions);
      return result;
    };
  return {
    async openLegs(plan, transitions) {
      const result = await steps.openLegs(plan, transitions);
      announce(plan, transitions);
      return result;
    },
    async refuseOpening(plan, denial, transitions) {
      const result = await steps.refuseOpening(plan, denial, transitions);
      announce(plan, transitions);
      return result;
    },
    chaseLegs: after((request) => steps.chaseLegs(request)),
    removeOrphan: after((request) => steps.removeOrphan(request)),
    unwindLegs: after((request) => steps.unwindLegs(request)),
    closeLegs: after((request) => steps.closeLegs(request)),
    collectFills: after((request) => steps.collectFills(request)),
    bookResult: after((request) => steps.bookResult(request)),
  };
}
