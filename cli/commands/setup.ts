import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';

/** `setup`: by the time this runs, the script `holdfast` has installed and built what was missing. */
export function registerSetup(program: Command, { output }: CommandContext): void {
  program
    .command('setup')
    .description('install and build what is missing, and start nothing')
    .action(() => {
      output.print('Everything is set up. Next: `holdfast demo --for 60s`.');
    });
}
