import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { parseDurationMs } from '../duration';
import type { Session } from '../session';
import { pause } from '../../runtime/pause';
import { tableText } from '../table';
import type { TradeLine } from '../../storage/tradeReports';
import { tradeCells, tradeSentence, TRADE_COLUMNS } from '../trades/tradeLine';
import { denialsText } from '../trades/denialTable';
import { tradeStoryText } from '../trades/tradeStory';
import { UserError } from '../userError';
import { withSession } from '../withSession';

/** How often `follow` asks the database; well under the second in which an operator expects to see a change. */
const FOLLOW_INTERVAL_MS = 250;
const FOLLOW_BATCH = 1_000;

/** `trades list | show <id> | follow | denials`. */
export function registerTrades(program: Command, context: CommandContext): void {
  const trades = program.command('trades').description('what was traded, and why it went as it did');
  trades
    .command('list', { isDefault: true })
    .description('the latest trades, newest first')
    .option('--limit <count>', 'at most this many', '20')
    .option('--open', 'only trades that are not closed')
    .option('--json', 'one JSON array')
    .action((options: ListOptions) => withSession(context, (session) => list(context, session, options)));
  trades
    .command('show <tradeId>')
    .description('legs, orders, fills, edge term by term, time line')
    .option('--json', 'one JSON document')
    .action((tradeId: string, options: { json?: boolean }) =>
      withSession(context, (session) => show(context, session, { tradeId, ...options })),
    );
  trades
    .command('follow')
    .description('one line for every change of a trade, until Ctrl-C')
    .option('--for <time>', 'end after this time, for example 60s')
    .option('--json', 'one JSON object a line')
    .action((options: FollowOptions) => withSession(context, (session) => follow(context, session, options)));
  trades
    .command('denials')
    .description('what was refused and why, counted by code')
    .option('--last <time>', 'look back this long', '24h')
    .option('--json', 'one JSON array')
    .action((options: DenialOptions) =>
      withSession(context, (session) => denials(context, session, options)),
    );
}

interface ListOptions {
  readonly limit: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

interface DenialOptions {
  readonly last: string;
  readonly json?: boolean;
}

interface FollowOptions {
  readonly for?: string;
  readonly json?: boolean;
}

async function list({ output }: CommandContext, session: Session, options: ListOptions): Promise<void> {
  const trades = await session.reports.list({
    limit: parseLimit(options.limit),
    openOnly: options.open ?? false,
  });
  if (options.json === true) output.json(trades);
  else if (trades.length === 0) output.print(options.open === true ? 'No trade is open.' : 'No trades yet.');
  else output.print(tableText(TRADE_COLUMNS, trades.map(tradeCells), output.terminal));
}

async function show(
  { output }: CommandContext,
  session: Session,
  { tradeId, json }: { tradeId: string; json?: boolean },
): Promise<void> {
  const record = await session.reports.record(tradeId);
  if (record === undefined)
    throw new UserError({
      problem: `There is no trade "${tradeId}"`,
      remedy: '`holdfast trades list` shows the ids',
    });
  const story = {
    record,
    denial: await session.reports.denialOf(tradeId),
    events: await session.reports.events(tradeId),
    uiUrl: session.tradeUiUrl(tradeId),
  };
  if (json === true) output.json(story);
  else output.print(tradeStoryText(story, output.terminal));
}

async function follow(context: CommandContext, session: Session, options: FollowOptions): Promise<void> {
  const { output, stop } = context;
  const untilMs = options.for === undefined ? Infinity : Date.now() + parseDurationMs('--for', options.for);
  const seen = new Map<string, string>();
  let sinceMs = Date.now();
  while (!stop.aborted && Date.now() < untilMs) {
    const askedAtMs = Date.now();
    const changed = await session.reports.list({ limit: FOLLOW_BATCH, touchedSinceMs: sinceMs });
    for (const trade of changed.reverse()) {
      if (!isNews(seen, trade)) continue;
      if (options.json === true) output.json(trade);
      else output.print(tradeSentence(trade));
    }
    // Look back a little: rows become visible when they commit, not when they are stamped.
    sinceMs = askedAtMs - 2_000;
    await pause(Math.min(FOLLOW_INTERVAL_MS, untilMs - Date.now()), stop);
  }
}

async function denials({ output }: CommandContext, session: Session, options: DenialOptions): Promise<void> {
  const counts = await session.denialCounts(Date.now() - parseDurationMs('--last', options.last));
  if (options.json === true) output.json(counts);
  else if (counts.length === 0) output.print(`Nothing was refused in the last ${options.last}.`);
  else output.print(denialsText(counts, output.terminal));
}

/** True once for each state of each trade. */
function isNews(seen: Map<string, string>, trade: TradeLine): boolean {
  const state = `${trade.state} ${trade.outcome ?? ''}`;
  if (seen.get(trade.tradeId) === state) return false;
  seen.set(trade.tradeId, state);
  return true;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > 10_000)
    throw new UserError({
      problem: `--limit "${text}" is not a count`,
      remedy: 'Write a whole number from 1 to 10000',
    });
  return limit;
}
