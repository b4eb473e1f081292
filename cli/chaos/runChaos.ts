import type { CommandContext } from '../commandContext';
import { EXIT, type ExitCode } from '../exitCodes';
import type { ChaosOptions, Opening } from './chaosOptions';
import { chaosReport, chaosText, isClean } from './chaosReport';
import { deleteChaosFolder, openChaosFolder } from './chaosFolder';
import { drawRound, type Round } from './rounds/drawRound';
import { openChaosRun, roundLine, type ChaosRun } from './rounds/runRounds';
import { startChaosStack, type ChaosStack } from './stack/chaosStack';
import { CHAOS_MARKET, CHAOS_VENUES } from './chaosMarket';

/** Plays the rounds against a whole stack of its own and tells what was found. Returns the exit code. */
export async function runChaos(options: ChaosOptions, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const folder = await openChaosFolder(context.environment);
  const stack = await startChaosStack({
    folder,
    market: { ...CHAOS_MARKET, seed: options.seed },
    variables: openingVariables(options.opening),
    progress: output.progress,
  });
  let isKept = true;
  try {
    const run = await openChaosRun(stack);
    await playAll({ run, stack, options, context }).finally(() => {
      run.stop();
    });
    const report = chaosReport(run.totals());
    isKept = !isClean(report);
    if (options.json) output.json(report);
    else output.print(chaosText(report));
    return isClean(report) ? EXIT.ok : EXIT.promiseBroken;
  } finally {
    await stack.stop();
    if (isKept)
      output.progress(`Logs, the venues' log and the database are kept in ${folder} until the next run.`);
    else deleteChaosFolder(folder);
  }
}

/** How our processes are told which way to open; nothing where the configuration decides. */
export function openingVariables(opening: Opening | undefined): Readonly<Record<string, string>> {
  return opening === undefined ? {} : { HOLDFAST__OPENING: opening };
}

interface Playing {
  readonly run: ChaosRun;
  readonly stack: ChaosStack;
  readonly options: ChaosOptions;
  readonly context: CommandContext;
}

async function playAll({ run, stack, options, context }: Playing): Promise<void> {
  const { output, stop } = context;
  for (const round of roundsOf(options, stack)) {
    if (stop.aborted) break;
    const result = await run.play(round);
    output.progress(roundLine(result, options.rounds));
    for (const { kind, text } of result.findings) output.progress(`  ${kind}: ${text}`);
    if (result.findings.length > 0)
      output.progress(`  Seed ${options.seed}; again, alone: ${againCommand(options, round)}`);
  }
  output.progress('Ending: no new trade opens, open ones finish.');
  for (const { kind, text } of await run.settle()) output.progress(`  ${kind}: ${text}`);
}

function* roundsOf({ seed, rounds, onlyRound }: ChaosOptions, { processes }: ChaosStack): Generator<Round> {
  const draw = (index: number): Round =>
    drawRound({ seed, index, processes: processes.names, venues: CHAOS_VENUES });
  if (onlyRound !== undefined) yield draw(onlyRound);
  else for (let index = 1; index <= rounds; index++) yield draw(index);
}

function againCommand({ seed, opening }: ChaosOptions, { index }: Round): string {
  const way = opening === undefined ? '' : ` --opening ${opening}`;
  return `./holdfast chaos --seed ${seed} --only-round ${index}${way}`;
}
