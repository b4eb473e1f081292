import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { healthExitCode, healthText } from '../healthReport';
import { probeStack } from '../probeStack';
import { withSession } from '../withSession';

/** `health`: every process and dependency with its state and what to do. */
export function registerHealth(program: Command, context: CommandContext): void {
  program
    .command('health')
    .description('every process and dependency, and what to do about what is down')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      const parts = await withSession(context, probeStack);
      if (options.json === true) context.output.json(parts);
      else context.output.print(healthText(parts, context.output.terminal));
      context.setExitCode(healthExitCode(parts));
    });
}
