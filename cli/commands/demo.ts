import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { parseDemoOptions, type RawDemoOptions } from '../demo/demoOptions';
import { findRecordedMarket } from '../demo/recordedMarket';
import { runDemo } from '../demo/runDemo';
import { EXIT } from '../exitCodes';

/** `demo`: everything on this machine, simulated venues, a live table of trades and a judged summary. */
export function registerDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description(
      'everything on this machine with simulated venues: a live table of trades and a judged summary',
    )
    .option('--for <time>', 'end by itself after this time, for example 60s; otherwise Ctrl-C ends it')
    .option('--json', 'the last line of stdout is one JSON object')
    .option('--market <source>', 'synthetic or replay (recorded; needs HOLDFAST_RECORDED_DATA)', 'synthetic')
    .option('--from <time>', 'where in the recording the replay begins')
    .option('--fees <fees>', 'real or zero', 'real')
    .option('--min-net-bps <bps>', 'smallest net edge that is traded')
    .option('--seed <number>', 'of the synthetic market', '1')
    .option('--opening <way>', 'workflow-first or journal-first; otherwise as configured')
    .option('--chaos', 'kill, freeze and restart everything at random places meanwhile')
    .option('--strategy <name...>', 'run only these strategies, by name or kind')
    .action((raw: RawDemoOptions) => demo(context, raw));
}

async function demo(context: CommandContext, raw: RawDemoOptions): Promise<void> {
  const { output, environment } = context;
  const options = parseDemoOptions(raw);
  if (options.market === 'replay') {
    const recorded = findRecordedMarket(environment['HOLDFAST_RECORDED_DATA']);
    if (recorded.kind === 'absent') {
      if (options.json) output.json({ skipped: recorded.reason });
      else output.print(recorded.reason);
      context.setExitCode(EXIT.ok);
      return;
    }
  }
  // loaded when it is needed: the simulator's server would slow every other command down
  const { startDemoStack } = await import('../demo/startDemoStack.js');
  const { startChaosDemo } = await import('../demo/startChaosDemo.js');
  const start = options.chaos ? startChaosDemo : startDemoStack;
  const startStack = (progress: (line: string) => void) => start({ options, environment, progress });
  context.setExitCode(await runDemo(options, context, { startStack }));
}
