import type { TradeControls } from '../../domain/lifecycle/runtime';
import type {
  BookResult,
  CollectedResult,
  StepRequest,
  StepResult,
  TradeSteps,
  TransitionRecord,
} from '../../domain/lifecycle/steps';
import { booked, collected, denied, found, MATCHED } from './stepResults';

/** An answer, or what happens just before it: a signal arriving while the step runs. */
type Answer<Result> = Result | ((controls: TradeControls) => Result);

/** Answers of each step, one per call; the last one stays. What is not named answers as a trade that goes well. */
export interface Script {
  readonly openLegs?: readonly Answer<StepResult>[];
  readonly refuseOpening?: readonly Answer<StepResult>[];
  readonly chaseLegs?: readonly Answer<StepResult>[];
  readonly removeOrphan?: readonly Answer<StepResult>[];
  readonly unwindLegs?: readonly Answer<StepResult>[];
  readonly closeLegs?: readonly Answer<StepResult>[];
  readonly collectFills?: readonly Answer<CollectedResult>[];
  /** Answers `booked` with the outcome asked for unless the script says otherwise. */
  readonly bookResult?: readonly (Answer<BookResult> | 'book')[];
}

export interface Call {
  readonly step: keyof TradeSteps;
  readonly attempt: number;
  readonly epoch: number;
  readonly transitions: readonly TransitionRecord[];
}

/** Steps that follow a script and remember how they were called. */
export function scriptedSteps(
  script: Script,
  controls: TradeControls,
): { readonly steps: TradeSteps; readonly calls: Call[] } {
  const calls: Call[] = [];

  function take<Result>(answers: readonly Answer<Result>[], step: keyof TradeSteps): Result {
    const made = calls.filter((call) => call.step === step).length;
    const answer = answers[Math.min(made, answers.length) - 1];
    if (answer === undefined) throw new Error(`no answer for ${step}`);
    return isFunction(answer) ? answer(controls) : answer;
  }

  function answer(step: 'chaseLegs' | 'removeOrphan' | 'unwindLegs' | 'closeLegs') {
    return async (request: StepRequest): Promise<StepResult> => {
      calls.push({ step, ...picked(request) });
      return Promise.resolve(take(script[step] ?? [found(MATCHED)], step));
    };
  }

  return {
    calls,
    steps: {
      openLegs: async (_plan, transitions) => {
        calls.push({ step: 'openLegs', attempt: 1, epoch: 0, transitions });
        return Promise.resolve(take(script.openLegs ?? [found(MATCHED)], 'openLegs'));
      },
      refuseOpening: async (_plan, denial, transitions) => {
        calls.push({ step: 'refuseOpening', attempt: 1, epoch: 0, transitions });
        return Promise.resolve(take(script.refuseOpening ?? [denied(denial.code)], 'refuseOpening'));
      },
      chaseLegs: answer('chaseLegs'),
      removeOrphan: answer('removeOrphan'),
      unwindLegs: answer('unwindLegs'),
      closeLegs: answer('closeLegs'),
      collectFills: async (request) => {
        calls.push({ step: 'collectFills', ...picked(request) });
        return Promise.resolve(take(script.collectFills ?? [collected(MATCHED)], 'collectFills'));
      },
      bookResult: async (request) => {
        calls.push({ step: 'bookResult', ...picked(request) });
        const next = take<BookResult | 'book'>(script.bookResult ?? ['book'], 'bookResult');
        return Promise.resolve(next === 'book' ? booked(request.outcome) : next);
      },
    },
  };
}

const picked = ({ attempt, epoch, transitions }: StepRequest) => ({ attempt, epoch, transitions });

function isFunction<Result>(answer: Answer<Result>): answer is (controls: TradeControls) => Result {
  return typeof answer === 'function';
}
