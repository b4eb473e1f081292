import type { TradeSteps } from '../domain/lifecycle/steps';
import {
  BookRequestInput,
  DenialInput,
  StepRequestInput,
  TradePlanInput,
  TransitionsInput,
} from './stepInputs';

/** The steps of a trade as activities: parses what the history gives back, and leaves the rest to `steps`. */
export const createTradeActivities = (steps: TradeSteps): TradeSteps => ({
  openLegs: async (plan, transitions) =>
    steps.openLegs(TradePlanInput.parse(plan), TransitionsInput.parse(transitions)),
  refuseOpening: async (plan, denial, transitions) =>
    steps.refuseOpening(
      TradePlanInput.parse(plan),
      DenialInput.parse(denial),
      TransitionsInput.parse(transitions),
    ),
  chaseLegs: async (request) => steps.chaseLegs(StepRequestInput.parse(request)),
  removeOrphan: async (request) => steps.removeOrphan(StepRequestInput.parse(request)),
  unwindLegs: async (request) => steps.unwindLegs(StepRequestInput.parse(request)),
  closeLegs: async (request) => steps.closeLegs(StepRequestInput.parse(request)),
  collectFills: async (request) => steps.collectFills(StepRequestInput.parse(request)),
  bookResult: async (request) => steps.bookResult(BookRequestInput.parse(request)),
});
