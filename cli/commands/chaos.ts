import type { Command } from 'commander';
import { parseChaosOptions, type RawChaosOptions } from '../chaos/chaosOptions';
import type { CommandContext } from '../commandContext';

/** `chaos`: kills, freezes and venue faults at random places while trades run, judged after every round. */
export function registerChaos(program: Command, context: CommandContext): void {
  program
    .command('chaos')
    .description(
      'kill, freeze and restart everything at random places while trades run, and judge every round',
    )
    .option('--rounds <count>', 'one fault or one pair each', '30')
    .option('--seed <text>', 'what the faults and the market are drawn from', '1')
    .option('--only-round <number>', 'play this round alone')
    .option('--matrix', 'kill every process at every named place instead of at random ones')
    .option('--times <count>', 'how often each cell of the matrix is played', '3')
    .option('--victims <name...>', 'processes that the matrix kills; otherwise all')
    .option('--places <text...>', 'places of the matrix that contain one of these texts; otherwise all')
    .option('--quick', "the matrix's part of every test run: the trader in open, chase and repair")
    .option('--held <count>', 'hold so many trades open, kill everything at once and see them go on')
    .option('--write-results', 'write docs/crash-matrix.md')
    .option('--opening <way>', 'workflow-first or journal-first; otherwise both, by turns')
    .option('--json', 'the last line of stdout is one JSON object')
    .action((raw: RawChaosOptions) => chaos(context, raw));
}

async function chaos(context: CommandContext, raw: RawChaosOptions): Promise<void> {
  const options = parseChaosOptions(raw);
  // loaded when it is needed: the simulator would slow every other command down
  const { runChaos } = await import('../chaos/runChaos.js');
  context.setExitCode(await runChaos(options, context));
}
