import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CommandContext } from '../commandContext';
import { EXIT } from '../exitCodes';
import { UserError } from '../userError';

/** What each `bench/<name>.bench.ts` exports. Loaded by name at run time: nothing of the product depends on a benchmark. */
const benchModule = z.object({
  run: z.custom<(options: BenchOptions) => Promise<void>>((value) => typeof value === 'function'),
});

interface BenchOptions {
  readonly json?: boolean;
  readonly opening?: string;
  readonly samples?: string;
}

const BENCH_FOLDER = join(__dirname, '..', '..', 'bench');
const SUFFIX = '.bench.js';

/** `bench [name]`: measures beside its floor; without a name, lists what there is. */
export function registerBench(program: Command, context: CommandContext): void {
  program
    .command('bench [name]')
    .description('measure, each figure beside its floor of the same run; lists the benchmarks without a name')
    .option('--json', 'the last line is one JSON object')
    .option(
      '--opening <way>',
      'how trades open (tick-to-orders): workflow-first, journal-first or both',
      'both',
    )
    .option('--samples <count>', 'trades to measure (tick-to-orders)', '1000')
    .action((name: string | undefined, options: BenchOptions) => runBench(context, name, options));
}

async function runBench(
  context: CommandContext,
  name: string | undefined,
  options: BenchOptions,
): Promise<void> {
  const { output } = context;
  const names = benchNames();
  if (name === undefined) {
    output.print(names.join('\n'));
    return;
  }
  if (!names.includes(name))
    throw new UserError({
      problem: `There is no benchmark "${name}"`,
      remedy: `Choose one of ${names.join(', ')}`,
    });
  const loaded: unknown = await import(join(BENCH_FOLDER, name + SUFFIX));
  await benchModule.parse(loaded).run(options);
  if (process.exitCode === EXIT.error) context.setExitCode(EXIT.error); // a missed budget; the root writes the code anew
}

function benchNames(): string[] {
  if (!existsSync(BENCH_FOLDER)) return [];
  return readdirSync(BENCH_FOLDER)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}
