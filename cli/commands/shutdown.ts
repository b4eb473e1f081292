import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { shutdownText } from '../shutdownText';
import type { ShutdownWay } from '../steering';
import { withSession } from '../withSession';

interface ShutdownOptions {
  readonly flatten?: boolean;
  readonly reason: string;
  readonly json?: boolean;
}

const PROGRESS: Readonly<Record<ShutdownWay, string>> = {
  workflow: 'Nothing opens any more. The emergency shutdown goes on by itself even if this command ends.',
  guard:
    'Nothing opens any more. Temporal does not answer: within seconds a guard carries the shutdown through, even if this command ends.',
};

/** `shutdown`: the emergency shutdown of everything, durable, with a report. */
export function registerShutdown(program: Command, context: CommandContext): void {
  program
    .command('shutdown')
    .description('emergency shutdown: stop new risk, cancel every open order, tell all trades, report')
    .option('--flatten', 'close open positions too')
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .option('--json', 'one JSON document')
    .action((options: ShutdownOptions) => shutDown(context, options));
}

async function shutDown(context: CommandContext, options: ShutdownOptions): Promise<void> {
  const { output } = context;
  const wish = { reason: options.reason, flatten: options.flatten ?? false };
  const report = await withSession(context, ({ steering }) =>
    steering.shutdown(wish, (way) => {
      output.progress(PROGRESS[way]);
    }),
  );
  if (options.json === true) output.json(report);
  else output.print(shutdownText(report));
}
