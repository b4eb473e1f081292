import { join } from 'node:path';
import type { OpeningWay } from '../../config/schema';
import { HAS_FAULT_POINTS } from '../../workers/faultPoints';
import type { CommandContext } from '../commandContext';
import { EXIT, type ExitCode } from '../exitCodes';
import { openingsPlayed, type ChaosOptions } from './chaosOptions';
import { chaosReport, chaosText, isClean, mergeTotals } from './chaosReport';
import { deleteChaosFolder, openChaosFolder } from './chaosFolder';
import { BUSY_MARKET, CHAOS_MARKET } from './chaosMarket';
import { holdingVariables, type HeldReport } from './held/holdTrades';
import { playOn, type Played } from './playOn';
import { openChaosRun } from './rounds/runRounds';
import { startChaosStack } from './stack/chaosStack';
import { UserError } from '../userError';

/** Plays what is asked for, each opening on a stack of its own, and tells what was found. Returns the exit code. */
export async function runChaos(options: ChaosOptions, context: CommandContext): Promise<ExitCode> {
  requireFaultPoints();
  const played: Played[] = [];
  for (const opening of openingsPlayed(options))
    if (!context.stop.aborted) played.push(await playOpening(opening, options, context));
  const report = chaosReport(mergeTotals(played.map(({ totals }) => totals)));
  const held = played.flatMap((one) => one.held ?? []);
  const { output } = context;
  if (options.json) output.json(held.length === 0 ? report : { ...report, held });
  else output.print([...held.map(heldText), chaosText(report)].join('\n'));
  const isHeld = held.every(({ others }) => others.length === 0);
  return isClean(report) && isHeld ? EXIT.ok : EXIT.promiseBroken;
}

/** @throws UserError in a production build, where nothing could be struck at a named place */
function requireFaultPoints(): void {
  if (!HAS_FAULT_POINTS)
    throw new UserError({
      problem: 'This is a production build: it holds no fault points',
      remedy: 'Run chaos in a checkout, built by `node scripts/build.mjs` without --production',
    });
}

async function playOpening(
  opening: OpeningWay,
  options: ChaosOptions,
  context: CommandContext,
): Promise<Played> {
  const { output, environment } = context;
  const { play, seed } = options;
  const folder = await openChaosFolder(environment, join('chaos', opening));
  const stack = await startChaosStack({
    folder,
    market: { ...(play.kind === 'held' ? BUSY_MARKET : CHAOS_MARKET), seed },
    variables: {
      HOLDFAST__OPENING: opening,
      ...(play.kind === 'held' ? holdingVariables(play.trades) : {}),
    },
    progress: output.progress,
  });
  let isKept = true;
  try {
    const run = await openChaosRun(stack);
    const played = await playOn({ run, stack, opening, options, context }).finally(() => {
      run.stop();
    });
    isKept = !isClean(chaosReport(played.totals));
    return played;
  } finally {
    await stack.stop();
    if (isKept)
      output.progress(`Logs, the venues' log and the database are kept in ${folder} until the next run.`);
    else deleteChaosFolder(folder);
  }
}

function heldText({ held, allReadyMs, allAnswerMs, completed, others }: HeldReport): string {
  return [
    `${held} trades held while every process was killed at once: all processes ready after ${allReadyMs} ms, all trades went on after ${allAnswerMs} ms, ${completed} completed.`,
    ...others.map((line) => `  NOT: ${line}`),
  ].join('\n');
}
