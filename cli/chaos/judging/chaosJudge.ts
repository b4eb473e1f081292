import { createCutJudge } from '../../../simulator/judgeCut';
import type { CutFinding } from '../../../simulator/judgeFindings';
import { createJudgeTail } from '../../../simulator/judgeTail';
import { readLedgerCut } from '../../../storage/cutReports';
import { readInstallationId } from '../../../storage/installation';
import type { ChaosStack } from '../stack/chaosStack';
import { until } from '../stack/until';
import { classOf, type ClassedExposure } from './orphanClasses';
import type { Outages } from './outages';
import { createStuckWatch } from './stuckWatch';

export type ChaosFinding = CutFinding | { readonly kind: 'stuck'; readonly text: string };

export interface Verdict {
  readonly findings: readonly ChaosFinding[];
  readonly exposures: readonly ClassedExposure[];
  /** Trades open at this instant. */
  readonly openTrades: number;
  /** Trades that closed since the verdict before. */
  readonly closedTrades: number;
}

export interface ChaosJudge {
  /** Judges what happened since the last call, while trading goes on. `healthyMs`: for how long all processes were healthy, in all. */
  judge(healthyMs: number): Promise<Verdict>;
  /** Exposures that stand now; at the end of a run they count as they are. */
  standing(): ClassedExposure[];
  close(): void;
}

/** A statement that began before the last cut may have been committed after it. */
const OVERLAP_MS = 60_000;

/** The judge of one stack: the venues' log on one side, one snapshot of the books on the other. */
export async function createChaosJudge(stack: ChaosStack, outages: Outages): Promise<ChaosJudge> {
  const { database } = stack;
  const tail = createJudgeTail(stack.judgeLogPath);
  const cuts = createCutJudge(await readInstallationId(database));
  const stuck = createStuckWatch();
  const closed = new Set<string>();
  let sinceMs = 0;

  return {
    async judge(healthyMs) {
      const before = tail.read();
      const books = await until('a snapshot of the books', () =>
        readLedgerCut(database, { mode: 'simulator', sinceMs }),
      );
      const { findings, exposures } = cuts.judge(before, books, tail.read());
      sinceMs = books.atMs - OVERLAP_MS;
      const newlyClosed = books.trades.filter(({ isOpen, tradeId }) => !isOpen && !closed.has(tradeId));
      for (const { tradeId } of newlyClosed) closed.add(tradeId);
      const lost = newlyClosed.filter(({ outcome }) => outcome === 'needs-operator');
      return {
        findings: [
          ...findings,
          ...books.leftOver.map((text) => ({ kind: 'difference', text }) as const),
          ...lost.map(({ tradeId }) => ({ kind: 'stuck', text: `needs an operator: ${tradeId}` }) as const),
          ...stuck
            .look(books.trades, healthyMs)
            .map(
              (tradeId) =>
                ({ kind: 'stuck', text: `no progress for 30 healthy seconds: ${tradeId}` }) as const,
            ),
        ],
        exposures: exposures.map((exposure) => classOf(exposure, outages, Date.now())),
        openTrades: books.trades.filter(({ isOpen }) => isOpen).length,
        closedTrades: newlyClosed.length,
      };
    },
    standing: () => cuts.standing().map((exposure) => classOf(exposure, outages, Date.now())),
    close() {
      tail.close();
    },
  };
}
