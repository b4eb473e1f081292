import type { TradeSteps } from '../../domain/lifecycle/steps';
import { collected, MATCHED } from './stepResults';

/** Once the trade unwinds, its orders are final: otherwise a script that waits for ever would go on waiting. */
export function finalOnceUnwound(steps: TradeSteps): TradeSteps {
  let unwound = false;
  return {
    ...steps,
    unwindLegs: (request) => {
      unwound = true;
      return steps.unwindLegs(request);
    },
    collectFills: (request) => (unwound ? Promise.resolve(collected(MATCHED)) : steps.collectFills(request)),
  };
}

/** Every step throws `times` times before it answers, as it does while the journal can't be reached. */
export function awayAtFirst(steps: TradeSteps, times: number): TradeSteps {
  const failures = new Map<string, number>();
  async function unlessAway<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
    const failed = failures.get(name) ?? 0;
    failures.set(name, failed + 1);
    if (failed < times) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return run();
  }
  return {
    ...steps,
    openLegs: (plan, transitions) => unlessAway('open', () => steps.openLegs(plan, transitions)),
    removeOrphan: (request) => unlessAway('orphan', () => steps.removeOrphan(request)),
    collectFills: (request) => unlessAway('collect', () => steps.collectFills(request)),
    bookResult: (request) => unlessAway('book', () => steps.bookResult(request)),
  };
}

/** The opening answers only when `released` is. */
export function openingAfter(steps: TradeSteps, released: Promise<void>): TradeSteps {
  return {
    ...steps,
    openLegs: async (plan, transitions) => {
      await released;
      return steps.openLegs(plan, transitions);
    },
  };
}

/** A promise that its holder opens. */
export function createGate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open: () => {
      open();
    },
  };
}
