import { TemporalFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { TradeSteps } from '../domain/lifecycle/steps';

/** Inside one workflow task: no round trip to the server. One try; what it left behind is found by the journal. */
const quick = proxyLocalActivities<TradeSteps>({
  scheduleToCloseTimeout: '2s',
  retry: { maximumAttempts: 1 },
});

/** Retried until the database and the venues answer again. The step then begins with a look-up, never with a second send. */
const patient = proxyActivities<TradeSteps>({
  startToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', backoffCoefficient: 1.5, maximumInterval: '1s' },
});

/**
 * The steps of a trade on Temporal: each runs as a local activity first, and where that fails or takes too long, the same step with the
 * same attempt as a regular activity. `beforePatient` is called before the workflow task ends.
 */
export function createTemporalSteps(beforePatient: () => void): TradeSteps {
  /** Both calls name the same step, so whoever comes second adopts what the first has written down. */
  async function quickThenPatient<Result>(
    inTask: () => Promise<Result>,
    retried: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await inTask();
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error; // a bug of this code fails the workflow task, not the trade
      beforePatient();
      return retried();
    }
  }

  return {
    openLegs: (plan, transitions) =>
      quickThenPatient(
        () => quick.openLegs(plan, transitions),
        () => patient.openLegs(plan, transitions),
      ),
    refuseOpening: (plan, denial, transitions) =>
      quickThenPatient(
        () => quick.refuseOpening(plan, denial, transitions),
        () => patient.refuseOpening(plan, denial, transitions),
      ),
    chaseLegs: (request) =>
      quickThenPatient(
        () => quick.chaseLegs(request),
        () => patient.chaseLegs(request),
      ),
    removeOrphan: (request) =>
      quickThenPatient(
        () => quick.removeOrphan(request),
        () => patient.removeOrphan(request),
      ),
    unwindLegs: (request) =>
      quickThenPatient(
        () => quick.unwindLegs(request),
        () => patient.unwindLegs(request),
      ),
    closeLegs: (request) => {
      beforePatient();
      return patient.closeLegs(request);
    },
    collectFills: (request) =>
      quickThenPatient(
        () => quick.collectFills(request),
        () => patient.collectFills(request),
      ),
    bookResult: (request) =>
      quickThenPatient(
        () => quick.bookResult(request),
        () => patient.bookResult(request),
      ),
  };
}
