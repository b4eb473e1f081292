import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { parseScope, scopeText, type RawScope } from '../controlScope';
import type { ControlVerb } from '../steering';
import { withSession } from '../withSession';

interface ControlOptions extends RawScope {
  readonly reason: string;
  readonly json?: boolean;
}

const MEANING: Readonly<Record<ControlVerb, string>> = {
  pause: 'no new risk; open trades keep hedging and settling',
  resume: 'lift a pause',
  kill: 'cancel, flatten and close open trades, and open no new ones',
};

/** `pause`, `resume`, `kill`: by trade, strategy, venue or all, always with a reason. */
export function registerControls(program: Command, context: CommandContext): void {
  for (const verb of ['pause', 'resume', 'kill'] as const) {
    program
      .command(verb)
      .description(MEANING[verb])
      .option('--trade <id>', 'one trade')
      .option('--strategy <name>', 'all trades of a strategy')
      .option('--venue <name>', 'all trades with a leg at a venue')
      .option('--all', 'everything')
      .requiredOption('--reason <text>', 'why, for the audit trail')
      .option('--json', 'one JSON document')
      .action((options: ControlOptions) => steer(verb, context, options));
  }
}

async function steer(verb: ControlVerb, context: CommandContext, options: ControlOptions): Promise<void> {
  const scope = parseScope(options);
  const signalled = await withSession(context, ({ steering }) =>
    steering.control(verb, scope, options.reason),
  );
  if (options.json === true) context.output.json({ verb, scope, reason: options.reason, signalled });
  else
    context.output.print(
      `${verb} of ${scopeText(scope)} is in force; ${signalled.length} open ${signalled.length === 1 ? 'trade was' : 'trades were'} told.`,
    );
}
