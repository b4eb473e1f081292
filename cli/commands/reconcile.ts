import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import type { ReconciliationReport, ReconciliationRequest } from '../../domain/reconciliation/report';
import { TASK_QUEUES } from '../../workers/taskQueues';
import { RECONCILIATION_WORKFLOW } from '../../workflows/messages';
import type { CommandContext } from '../commandContext';
import { requireKnown } from '../controlScope';
import { EXIT } from '../exitCodes';
import { loadOwnConfig } from '../ownConfig';
import { reconciliationExitCode, reconciliationText } from '../reconciliationText';
import { UserError } from '../userError';
import { withSession } from '../withSession';

interface ReconcileOptions {
  readonly venue?: string;
  readonly full?: boolean;
  readonly json?: boolean;
}

/** A whole run with all its readings, and as much again for a busy machine. */
const PATIENCE = '3m';

/** `reconcile`: books against venues, now. Operations does it, which holds the keys; this command only asks and prints. */
export function registerReconcile(program: Command, context: CommandContext): void {
  program
    .command('reconcile')
    .description('compare books and venues now, heal what the rules allow, report the rest')
    .option('--venue <name>', 'one venue; default: all')
    .option('--full', 'orders, fills and the ledger too; default: positions and balances')
    .option('--json', 'one JSON array, a report for each venue')
    .action((options: ReconcileOptions) => reconcile(context, options));
}

async function reconcile(context: CommandContext, options: ReconcileOptions): Promise<void> {
  const { output, environment } = context;
  const { venue, full } = options;
  if (venue !== undefined) {
    const known = Object.keys(loadOwnConfig(environment).config.venues);
    requireKnown({ kind: 'venue', name: venue }, { strategy: [], venue: known });
  }
  const request: ReconciliationRequest = {
    kind: full === true ? 'full' : 'balances',
    ...(venue === undefined ? {} : { venues: [venue] }),
  };
  const reports = await withSession(context, async (session) => run(await session.temporal(), request));
  if (options.json === true) output.json(reports);
  else output.print(reconciliationText(reports, output.terminal));
  context.setExitCode(reconciliationExitCode(reports));
}

async function run(client: Client, request: ReconciliationRequest): Promise<ReconciliationReport[]> {
  try {
    return (await client.workflow.execute(RECONCILIATION_WORKFLOW, {
      workflowId: `reconcile-now-${randomUUID()}`,
      taskQueue: TASK_QUEUES.operations,
      args: [request],
      workflowExecutionTimeout: PATIENCE,
      staticSummary: 'reconciliation asked for by hand',
    })) as ReconciliationReport[];
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const cause = rootOf(error);
    throw new UserError({
      problem: `The reconciliation did not end (${cause})`,
      remedy: '`holdfast health` shows whether operations runs; what was found until then is stored',
      exitCode: EXIT.notRunning,
      cause: error,
    });
  }
}

function rootOf(error: Error): string {
  return error.cause instanceof Error ? rootOf(error.cause) : error.message;
}
