import type { Denial } from '../domain/opportunity';
import type { TradePlan } from '../domain/tradePlan';
import type { StepDeps } from '../execution/stepDeps';
import type { ProcessSteps } from '../execution/tradeSteps';
import { createWorkflowStarts } from '../storage/workflowStarts';
import { createDurabilityGate } from './durabilityGate';
import { createDurabilityProbe } from './durabilityProbe';
import { createJournalFirst } from './journalFirst';
import type { TemporalPlace } from './openTemporal';
import type { ProcessContext } from './processContext';
import { createStartAcknowledger } from './startAcknowledger';
import { createTradeStart } from './startTrade';

/** How opportunities become trades in this process. */
export interface Openings {
  refusal(): Denial | undefined;
  startTrade(plan: TradePlan): Promise<unknown>;
}

export interface OpeningParts {
  readonly temporal: TemporalPlace;
  readonly steps: ProcessSteps;
  readonly faultPoint: StepDeps['faultPoint'];
}

const PROBE_EVERY_MS = 300;
/** Temporal's persistence must have answered within this, or nothing opens before its workflow. */
const PROOF_FRESH_MS = 1_000;

/** Workflow-first or journal-first, as `opening` in the configuration says. */
export function createOpenings(context: ProcessContext, parts: OpeningParts): Openings {
  const { config, logger } = context;
  const startWorkflow = createTradeStart({
    ...parts.temporal,
    onStarted: (eagerly) => {
      if (!eagerly) logger.warn({ event: 'trade.startedSlowly' });
    },
  });
  switch (config.opening) {
    case 'workflow-first':
      return { refusal: () => undefined, startTrade: startWorkflow };
    case 'journal-first':
      return journalFirst(context, parts, startWorkflow);
  }
}

function journalFirst(
  { logger, clock, tasks, database, shutdown }: ProcessContext,
  { temporal, steps, faultPoint }: OpeningParts,
  startWorkflow: ReturnType<typeof createTradeStart>,
): Openings {
  const acknowledger = createStartAcknowledger(createWorkflowStarts(database), logger);
  const gate = createDurabilityGate({
    probe: createDurabilityProbe({ ...temporal, timeoutMs: PROOF_FRESH_MS }),
    clock,
    logger,
    everyMs: PROBE_EVERY_MS,
    freshMs: PROOF_FRESH_MS,
  });
  shutdown.add({
    name: 'openings',
    async stop() {
      await gate.stop();
      await acknowledger.stop();
    },
  });
  return {
    refusal: () => gate.refusal(),
    startTrade: createJournalFirst({
      openAhead: (plan, onLeft) => steps.openAhead(plan, onLeft),
      startWorkflow,
      onStarted: (tradeId) => {
        acknowledger.started(tradeId);
      },
      faultPoint,
      tasks,
      logger,
    }),
  };
}
