import { durationText } from '../../duration';
import { brokenPromises } from '../judging/brokenPromises';
import { createChaosJudge, type ChaosFinding, type ChaosJudge } from '../judging/chaosJudge';
import { startHealthClock, type HealthClock } from '../judging/healthClock';
import { createOutages, type Outages } from '../judging/outages';
import { watchProgress, type ProgressWatch } from '../judging/progressWatch';
import { STUCK_AFTER_MS } from '../judging/stuckWatch';
import { createTally, type Tally } from '../judging/tally';
import type { ChaosTotals } from '../chaosReport';
import type { ChaosStack } from '../stack/chaosStack';
import { until } from '../stack/until';
import { roundText, type ProcessHarm, type Round } from './drawRound';
import { inflict, type Inflicted } from './inflict';

export interface RoundResult {
  readonly round: Round;
  readonly inflicted: readonly Inflicted[];
  readonly findings: readonly ChaosFinding[];
  readonly closedTrades: number;
  readonly tookMs: number;
}

/** A stack under fire and all that watches it. */
export interface ChaosRun {
  /** Plays one round and judges it. Rejects only where chaos itself is broken. */
  play(round: Round): Promise<RoundResult>;
  /** No new trade, then every trade to its end: what is still open is stuck, what differs now will differ for ever. */
  settle(): Promise<readonly ChaosFinding[]>;
  totals(): ChaosTotals;
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
    settle: () => settle(watching),
    totals: () => watching.tally.totals(watching.progress.recoveriesMs),
    stop() {
      watching.judge.close();
      watching.progress.stop();
      watching.health.stop();
    },
  };
}

async function play(watching: Watching, round: Round): Promise<RoundResult> {
  const { stack, outages, judge, progress, health, tally } = watching;
  const beganMs = performance.now();
  const onStrike = (name: string, { kind }: ProcessHarm): void => {
    if (kind === 'kill') progress.killed(name);
  };
  const inflicted = await inflict({ stack, outages, onStrike }, round);
  const stalled = await untilTradingAgain(watching);
  const verdict = await judge.judge(health.healthyMs());
  tally.round(inflicted);
  return {
    round,
    inflicted,
    findings: tally.verdict(verdict, stalled),
    closedTrades: verdict.closedTrades,
    tookMs: performance.now() - beganMs,
  };
}

async function settle(watching: Watching): Promise<readonly ChaosFinding[]> {
  const { stack, judge, health, tally } = watching;
  await endTrading(watching);
  const verdict = await judge.judge(health.healthyMs());
  tally.exposures(judge.standing());
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
  of: number,
): string {
  const isFired = inflicted.every((outcome) => outcome === 'fired');
  const wrong = findings.length === 0 ? 'nothing wrong' : `${findings.length} FINDINGS`;
  const fired = isFired ? '' : ' (not all had their moment)';
  return `round ${round.index} of ${of} (${durationText(tookMs)}): ${roundText(round)}${fired}; ${closedTrades} trades closed, ${wrong}`;
}
