import type { OpeningWay } from '../../config/schema';
import type { CommandContext } from '../commandContext';
import { isShareOf, type ChaosOptions, type ChaosPlay } from './chaosOptions';
import { chaosReport, type ChaosTotals } from './chaosReport';
import { CHAOS_VENUES } from './chaosMarket';
import { holdTrades, type HeldReport } from './held/holdTrades';
import { matrixCells, matrixPlaces, placeText, quickPlaces, type Place } from './matrix/cells';
import { runMatrix } from './matrix/runMatrix';
import { provenanceOf, writeMatrix, writeRounds } from './results/writeResults';
import { drawRound, type Round } from './rounds/drawRound';
import { roundDetails, roundLine, type ChaosRun } from './rounds/runRounds';
import type { ChaosStack } from './stack/chaosStack';

export interface Playing {
  readonly run: ChaosRun;
  readonly stack: ChaosStack;
  readonly opening: OpeningWay;
  readonly options: ChaosOptions;
  readonly context: CommandContext;
}

/** What one stack has been through. */
export interface Played {
  readonly totals: ChaosTotals;
  readonly held: HeldReport | undefined;
}

/** Plays what is asked for on this stack, lets every trade end, and judges the whole. */
export async function playOn(playing: Playing): Promise<Played> {
  const { play } = playing.options;
  switch (play.kind) {
    case 'rounds':
    case 'round': {
      await playRounds(playing, play);
      await settle(playing);
      const totals = playing.run.totals();
      if (playing.options.writeResults) writeRounds(provenance(playing, play), chaosReport(totals));
      return { totals, held: undefined };
    }
    case 'matrix':
      await playMatrix(playing, play);
      return { totals: playing.run.totals(), held: undefined };
    case 'held': {
      const held: HeldReport = await holdTrades(playing.stack, play.trades, playing.context.output.progress);
      await settle(playing);
      return { totals: playing.run.totals(), held };
    }
  }
}

async function playRounds(
  { run, stack, opening, options, context: { output, stop } }: Playing,
  play: Extract<ChaosPlay, { kind: 'rounds' | 'round' }>,
): Promise<void> {
  const { seed } = options;
  const last = play.kind === 'round' ? play.index : play.rounds;
  for (let index = play.kind === 'round' ? play.index : 1; index <= last && !stop.aborted; index++) {
    if (!isShareOf(options, opening, index)) continue;
    const round: Round = drawRound({ seed, index, processes: stack.processes.names, venues: CHAOS_VENUES });
    const result = await run.play(round);
    output.progress(roundLine(result, last));
    for (const line of roundDetails(result)) output.progress(line);
    if (result.findings.length > 0)
      output.progress(
        `  Seed ${seed}; this round alone: ./holdfast chaos --seed ${seed} --only-round ${index} --opening ${opening}`,
      );
  }
}

async function playMatrix(playing: Playing, play: Extract<ChaosPlay, { kind: 'matrix' }>): Promise<void> {
  const { run, stack, opening, options, context } = playing;
  const victims = play.victims.length > 0 ? play.victims : play.quick ? ['trader'] : stack.processes.names;
  const cells = await runMatrix(run, stack, {
    cells: matrixCells(victims, placesOf(opening, play)),
    times: play.times,
    stop: context.stop,
    progress: context.output.progress,
  });
  await settle(playing);
  if (options.writeResults)
    writeMatrix(provenance(playing, play), { cells, victims, figures: chaosReport(run.totals()) });
}

function placesOf(opening: OpeningWay, { quick, places }: Extract<ChaosPlay, { kind: 'matrix' }>): Place[] {
  const all = quick ? quickPlaces(opening) : matrixPlaces(opening);
  if (places.length === 0) return all;
  return all.filter((place) => places.some((part) => placeText(place).includes(part)));
}

async function settle({ run, context: { output } }: Playing): Promise<void> {
  output.progress('Ending: no new trade opens, open ones finish.');
  tell(output, await run.settle());
}

function tell(output: CommandContext['output'], findings: readonly { kind: string; text: string }[]): void {
  for (const { kind, text } of findings) output.progress(`  ${kind}: ${text}`);
}

function provenance({ opening, options: { seed } }: Playing, play: ChaosPlay) {
  const what =
    play.kind === 'matrix'
      ? ['--matrix', '--times', String(play.times)]
      : ['--rounds', play.kind === 'rounds' ? String(play.rounds) : '1'];
  const command = ['./holdfast chaos', ...what, '--seed', seed, '--opening', opening].join(' ');
  return provenanceOf({ command, seed, opening });
}
