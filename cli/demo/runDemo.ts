import type { DataConverter } from '@temporalio/common';
import type { TradeLine } from '../../storage/tradeReports';
import type { CommandContext } from '../commandContext';
import { chaosText, isClean, type ChaosReport } from '../chaos/chaosReport';
import { EXIT, type ExitCode } from '../exitCodes';
import { openSession, type Session } from '../session';
import type { StackAddresses } from '../stackAddresses';
import { tradeSentence } from '../trades/tradeLine';
import type { DemoOptions } from './demoOptions';
import { orphanTimesOfRun } from '../../domain/orphanTimes';
import { endQuietly, liftOwnPause } from './quietEnd';
import { exitCodeOf, summarizeRun, type RunSummary, type Verdict } from './runSummary';
import { summaryText } from './summaryText';
import { watchTrades } from './tradeWatch';
import { whyNotTradedText } from './whyNotTraded';

/** The demo's processes, all up. */
export interface DemoStack {
  readonly addresses: StackAddresses;
  /** As its workers have it. */
  readonly dataConverter: DataConverter;
  /** The venues' own record of this run against our books. */
  judge(session: Session, sinceMs: number): Promise<Verdict>;
  /** Stops every process in order. */
  stop(): Promise<void>;
  readonly chaos?: DemoChaos;
}

/** What harms the stack while it trades. */
export interface DemoChaos {
  /** One fault or pair after the other, each judged, until `ended`; resolves when what was struck last is back. */
  run(say: (line: string) => void, ended: AbortSignal): Promise<void>;
  /** The processes and the last round as they are now. */
  lines(): readonly string[];
  /** What was found in all; to be asked when every trade has ended. */
  report(): Promise<ChaosReport>;
}

export interface DemoDeps {
  /** Starts what is not given by a URL; tells its progress line by line. */
  readonly startStack: (progress: (line: string) => void) => Promise<DemoStack>;
}

/** How long open trades may take to finish at the end of a run. */
const END_PATIENCE_MS = 15_000;
/** More trades than a run can have. */
const ALL = 1_000_000;
const SHOWN_DIFFERENCES = 20;

/** One demo from start to summary. Returns the exit code. */
export async function runDemo(
  options: DemoOptions,
  context: CommandContext,
  deps: DemoDeps,
): Promise<ExitCode> {
  const { output } = context;
  const say = options.json ? output.progress : output.print;
  const stack = await deps.startStack(output.progress);
  const session = openSession(stack.addresses, 'demo', stack.dataConverter);
  try {
    for (const control of await liftOwnPause(session.controls)) say(`In force from before: ${control}`);
    say(`Temporal Web UI: ${stack.addresses.temporalUiUrl ?? 'of the given server'}`);
    const startedAtMs = Date.now();
    await underFire(stack.chaos, redraws(options, context) ? () => undefined : say, (below) =>
      watchRun({ session, below }, options, context),
    );
    say('Ending: no new trade opens, open ones finish.');
    const hurry = new AbortController().signal; // a second Ctrl-C ends the process itself
    await endQuietly({ controls: session.controls, reports: session.reports, hurry }, END_PATIENCE_MS);
    const ranMs = Date.now() - startedAtMs;
    const judged = await judgeAll(session, stack, startedAtMs);
    const chaos = await stack.chaos?.report();
    await report({ session, ...judged, ranMs, startedAtMs, chaos }, options, context);
    return chaos === undefined || isClean(chaos) ? exitCodeOf(judged.summary) : EXIT.promiseBroken;
  } finally {
    await session.close();
    output.progress('Stopping everything in order.');
    await stack.stop();
  }
}

/** A table redrawn in place shows what goes on by itself. */
const redraws = ({ json }: DemoOptions, { output }: Pick<CommandContext, 'output'>): boolean =>
  output.terminal && !json;

/** Shows the trades; where there is chaos, it strikes until nobody looks any more. */
async function underFire(
  chaos: DemoChaos | undefined,
  say: (line: string) => void,
  watch: (below: () => readonly string[]) => Promise<void>,
): Promise<void> {
  if (chaos === undefined) return watch(() => []);
  const ended = new AbortController();
  const striking = chaos.run(say, ended.signal);
  striking.catch(() => undefined); // awaited below
  await watch(() => chaos.lines()).finally(() => {
    ended.abort();
  });
  await striking;
}

async function watchRun(
  { session, below }: { session: Session; below: () => readonly string[] },
  options: DemoOptions,
  { output, stop }: CommandContext,
): Promise<void> {
  const sinceMs = Date.now();
  await watchTrades({
    reports: session.reports,
    output,
    redraws: redraws(options, { output }),
    below,
    sinceMs,
    untilMs: options.forMs === undefined ? Infinity : sinceMs + options.forMs,
    stop,
    append: options.json ? output.progress : output.print,
  });
}

async function judgeAll(session: Session, stack: DemoStack, sinceMs: number): Promise<JudgedRun> {
  const verdict = await stack.judge(session, sinceMs);
  const touched = await session.reports.list({ limit: ALL, touchedSinceMs: sinceMs });
  const closed = touched.filter((trade) => trade.openedAtMs >= sinceMs && trade.outcome !== undefined);
  const open = await session.reports.list({ limit: ALL, openOnly: true });
  const orphansMs = orphanTimesOfRun(await session.runs.verdicts(sinceMs), Date.now());
  const summary = summarizeRun([...closed, ...open], orphansMs, verdict);
  return { summary, open, differences: verdict.differences };
}

interface JudgedRun {
  readonly summary: RunSummary;
  /** Not closed, whenever they were opened. */
  readonly open: readonly TradeLine[];
  readonly differences: readonly string[];
}

interface FinishedRun extends JudgedRun {
  readonly session: Session;
  readonly ranMs: number;
  readonly startedAtMs: number;
  readonly chaos: ChaosReport | undefined;
}

async function report(run: FinishedRun, options: DemoOptions, { output }: CommandContext): Promise<void> {
  const say = options.json ? output.progress : output.print;
  if (options.market === 'replay') {
    const refused = await run.session.runs.refused(run.startedAtMs);
    say(`What was found and not traded:\n${whyNotTradedText(refused, output.terminal && !options.json)}`);
  }
  for (const difference of run.differences.slice(0, SHOWN_DIFFERENCES))
    output.progress(`Difference: ${difference}`);
  for (const trade of run.open) output.progress(`Still open: ${tradeSentence(trade)}`);
  say(summaryText(run.summary, run.ranMs));
  if (run.chaos !== undefined) say(chaosText(run.chaos));
  if (options.json) output.json(run.chaos === undefined ? run.summary : { ...run.summary, chaos: run.chaos });
}
