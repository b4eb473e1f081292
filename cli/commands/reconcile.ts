import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import type { ReconciliationReport, ReconciliationRequest } from '../../domain/reconciliation/report';
import { TASK_QUEUES } from '../../workers/taskQueues';
import { RECONCILIATION_WORKFLOW } from '../../workflows/messages';
import { acceptDifferences, type Acceptance } from '../acceptDifferences';
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
  readonly accept?: boolean;
  readonly by?: string;
  readonly reason?: string;
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
    .option('--accept', 'book what the venue holds, as an adjustment; with --venue, --by and --reason')
    .option('--by <name>', 'who accepts it')
    .option('--reason <text>', 'what it is: a deposit, a withdrawal, …')
    .action((options: ReconcileOptions) => reconcile(context, options));
}

async function reconcile(context: CommandContext, options: ReconcileOptions): Promise<void> {
  const { output } = context;
  const acceptance = acceptanceOf(options);
  const request = requestOf(context, options);
  const { reports, accepted } = await withSession(context, async (session) => {
    const found = await run(await session.temporal(), request);
    if (acceptance === undefined) return { reports: found, accepted: [] };
    const lines = found.map((report) => acceptDifferences(session.adjustments, report, acceptance));
    return { reports: found, accepted: (await Promise.all(lines)).flat() };
  });
  if (options.json === true) output.json(reports);
  else output.print([reconciliationText(reports, output.terminal), ...accepted].join('\n'));
  context.setExitCode(reconciliationExitCode(reports));
}

function requestOf(
  { environment }: CommandContext,
  { venue, full }: ReconcileOptions,
): ReconciliationRequest {
  const kind = full === true ? 'full' : 'balances';
  if (venue === undefined) return { kind };
  const known = Object.keys(loadOwnConfig(environment).config.venues);
  requireKnown({ kind: 'venue', name: venue }, { strategy: [], venue: known });
  return { kind, venues: [venue] };
}

/** @throws UserError where it is not said who accepts what, and why: the books keep it for ever */
function acceptanceOf({ accept, venue, by, reason }: ReconcileOptions): Acceptance | undefined {
  if (accept !== true) return undefined;
  if (venue !== undefined && by !== undefined && reason !== undefined) return { by, reason };
  throw new UserError({
    problem: '--accept books a difference for ever and needs a name',
    remedy: 'Give it with --venue <name>, --by <name> and --reason <text>',
  });
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
