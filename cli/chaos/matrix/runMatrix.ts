import { durationText } from '../../duration';
import { roundDetails, type ChaosRun } from '../rounds/runRounds';
import type { ChaosStack } from '../stack/chaosStack';
import { placeText, type Cell } from './cells';
import { playCell, type CellResult } from './playCell';

export interface MatrixWish {
  readonly cells: readonly Cell[];
  /** How often each cell is played. */
  readonly times: number;
  readonly stop: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Plays every cell so many times, one after the other, and tells each as it ends. */
export async function runMatrix(run: ChaosRun, stack: ChaosStack, wish: MatrixWish): Promise<CellResult[]> {
  const results: CellResult[] = [];
  const count = wish.cells.length * wish.times;
  for (const cell of wish.cells)
    for (let time = 0; time < wish.times && !wish.stop.aborted; time++) {
      const beganMs = performance.now();
      const result = await playCell(run, stack, cell);
      results.push(result);
      wish.progress(
        `cell ${results.length} of ${count} (${durationText(performance.now() - beganMs)}): ${cellLine(result)}`,
      );
      for (const line of roundDetails(result)) wish.progress(line);
    }
  return results;
}

function cellLine({ cell, outcome, refused, recoveryMs, findings }: CellResult): string {
  const recovered = recoveryMs === undefined ? '' : `, went on after ${durationText(recoveryMs)}`;
  const wrong = findings.length === 0 ? 'nothing wrong' : `${findings.length} FINDINGS`;
  return `kill ${cell.victim} at ${placeText(cell.place)}: ${outcome}${refused === '' ? '' : ` (refused meanwhile: ${refused})`}${recovered}; ${wrong}`;
}
