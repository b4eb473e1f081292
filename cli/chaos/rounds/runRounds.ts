import { durationText } from '../../duration';
import { brokenPromises } from '../judging/brokenPromises';
import { createChaosJudge, type ChaosFinding, type ChaosJudge } from '../judging/chaosJudge';
import { startHealthClock, type HealthClock } from '../judging/healthClock';
import { isLate, lateText, type ClassedExposure } from '../judging/orphanClasses';
import { createOutages, type Outages } from '../judging/outages';
import { watchProgress, type ProgressWatch } from '../judging/progressWatch';
import { STUCK_AFTER_MS } from '../judging/stuckWatch';
import { createTally, type Tally } from '../judging/tally';
import type { ChaosTotals } from '../chaosReport';
import type { ChaosStack } from '../stack/chaosStack';
import { until } from '../stack/until';
import { roundText, type ProcessHarm, type Round } from './drawRound';
import { inflict, strikeProcess, type InflictDeps, type Inflicted } from './inflict';

export interface RoundResult {
  readonly round: Round;
  readonly inflicted: readonly Inflicted[];
  readonly findings: readonly ChaosFinding[];
  /** Orphans that lasted longer than the bound of their class. */
  readonly lateOrphans: readonly ClassedExposure[];
  readonly closedTrades: number;
  readonly tookMs: number;
}

/** A stack under fire and all that watches it. */
export interface ChaosRun {
  /** Plays one round and judges it. Rejects only where chaos itself is broken. */
  play(round: Round): Promise<RoundResult>;
  /** Harms one process now; resolves when it runs and is ready again. */
  strike(name: string, harm: ProcessHarm): Promise<void>;
  /** Waits until all is ready and a trade has closed again, judges, and counts a round; what is wrong and was not told before. */
  judgeRound(others?: readonly ChaosFinding[]): Promise<Pick<RoundResult, 'findings' | 'lateOrphans'>>;
  /** No new trade, then every trade to its end: what is still open is stuck, what differs now will differ for ever. */
  settle(): Promise<readonly ChaosFinding[]>;
  totals(): ChaosTotals;
  readonly outages: Outages;
  stop(): void;
}

const PAUSE = {
  scope: 'global',
  key: '',
  state: 'paused',
  reason: 'chaos is over: open trades finish',
  setBy: 'chaos',
} as const;
const READY_PATIENCE_MS = 60_000;

interface Watching {
  readonly stack: ChaosStack;
  readonly outages: Outages;
  readonly judge: ChaosJudge;
  readonly progress: ProgressWatch;
  readonly health: HealthClock;
  readonly tally: Tally;
}

export async function openChaosRun(stack: ChaosStack): Promise<ChaosRun> {
  const outages = createOutages();
  const watching: Watching = {
    stack,
    outages,
    judge: await createChaosJudge(stack, outages),
    progress: watchProgress(stack.points),
    health: startHealthClock(() => outages.isQuiet() && stack.processes.allReady()),
    tally: createTally(),
  };
  return {
    play: (round) => play(watching, round),
    strike: (name, harm) => strikeProcess(inflictDeps(watching), name, harm),
    judgeRound: (others = []) => judgeRound(watching, { inflicted: ['fired'], others }),
    settle: () => settle(watching),
    outages,
    totals: () => watching.tally.totals(watching.progress.recoveriesMs),
    stop() {
      watching.judge.close();
      watching.progress.stop();
      watching.health.stop();
    },
  };
}

function inflictDeps({ stack, outages, progress }: Watching): InflictDeps {
  return {
    stack,
    outages,
    onStrike: (name, { kind }) => {
      if (kind === 'kill') progress.killed(name);
    },
  };
}

async function play(watching: Watching, round: Round): Promise<RoundResult> {
  const beganMs = performance.now();
  const inflicted = await inflict(inflictDeps(watching), round);
  const judged = await judgeRound(watching, { inflicted, others: [] });
  return { round, inflicted, ...judged, tookMs: performance.now() - beganMs };
}

interface PlayedRound {
  readonly inflicted: readonly Inflicted[];
  readonly others: readonly ChaosFinding[];
}

async function judgeRound(
  watching: Watching,
  { inflicted, others }: PlayedRound,
): Promise<Pick<RoundResult, 'findings' | 'lateOrphans' | 'closedTrades'>> {
  const { judge, health, tally } = watching;
  const stalled = await untilTradingAgain(watching);
  const verdict = await judge.judge(health.healthyMs());
  tally.round(inflicted);
  return {
    findings: tally.verdict(verdict, [...stalled, ...others]),
    lateOrphans: verdict.exposures.filter(isLate),
    closedTrades: verdict.closedTrades,
  };
}

async function settle(watching: Watching): Promise<readonly ChaosFinding[]> {
  const { stack, judge, health, tally } = watching;
  await endTrading(watching);
  const verdict = await judge.judge(health.healthyMs());
  tally.exposures(judge.standing());
  tally.breakers(await stack.session.breakerReports.list());
  const broken = await brokenPromises(stack);
  return tally.verdict(
    verdict,
    broken.map((text) => ({ kind: text.includes('still open') ? 'stuck' : 'difference', text })),
  );
}

/** Every process ready and then one trade to its end; what does not come back in half a healthy minute is a finding. */
async function untilTradingAgain({ stack, progress }: Watching): Promise<ChaosFinding[]> {
  await until(
    'every process to be ready',
    () => Promise.resolve(stack.processes.allReady() ? true : undefined),
    READY_PATIENCE_MS,
  );
  if (await progress.nextClose(STUCK_AFTER_MS)) return [];
  return [{ kind: 'stuck', text: 'no trade closed within 30 s of all processes being healthy' }];
}

async function endTrading({ stack: { session } }: Watching): Promise<void> {
  await until('the pause', async () => {
    await session.controls.set(PAUSE);
    return true;
  });
  await until(
    'every trade to close',
    async () => {
      const open = await session.reports.list({ limit: 1_000, openOnly: true });
      return open.length === 0 ? true : undefined;
    },
    STUCK_AFTER_MS,
  ).catch(() => undefined); // the verdict names what is stuck
}

/** `round 12 of 1000 (4.1 s): kill trader at send.after of open: fired; 9 trades closed, nothing wrong`. */
export function roundLine(
  { round, inflicted, findings, closedTrades, tookMs }: RoundResult,
  of: number | undefined,
): string {
  const isFired = inflicted.every((outcome) => outcome === 'fired');
  const wrong = findings.length === 0 ? 'nothing wrong' : `${findings.length} FINDINGS`;
  const fired = isFired ? '' : ' (not all had their moment)';
  const total = of === undefined ? '' : ` of ${of}`;
  return `round ${round.index}${total} (${durationText(tookMs)}): ${roundText(round)}${fired}; ${closedTrades} trades closed, ${wrong}`;
}

/** What is to be told below the line of a round: findings, and orphans beyond their bound. */
export function roundDetails({
  findings,
  lateOrphans,
}: Pick<RoundResult, 'findings' | 'lateOrphans'>): string[] {
  return [...findings.map(({ kind, text }) => `  ${kind}: ${text}`), ...lateOrphans.map(lateText)];
}
