import { z } from 'zod';
import { viewQuery } from '../../../workflows/messages';
import type { ChaosStack } from '../stack/chaosStack';
import { until } from '../stack/until';

/** What became of the trades that were held while everything was killed. */
export interface HeldReport {
  readonly held: number;
  /** From the kill of all processes until all were ready again. */
  readonly allReadyMs: number;
  /** From the kill until the last of the held trades answered from a new process. */
  readonly allAnswerMs: number;
  readonly completed: number;
  /** Held trades that ended in another way or did not end. */
  readonly others: readonly string[];
}

/** Long enough for all to be opened and everything to be killed and started again. */
export const HOLD_MS = 200_000;
const FILL_PATIENCE_MS = 150_000;
const ANSWER_PATIENCE_MS = 60_000;
const ASKED_AT_ONCE = 10;
/** Trades that are still on their way to be held. */
const OPENING_TRADES = 20;

/** Variables of a strategy that holds so many trades at once. */
export function holdingVariables(count: number): Readonly<Record<string, string>> {
  const spread = 'HOLDFAST__STRATEGIES__SPREAD__';
  return {
    [`${spread}HOLD_MS`]: String(HOLD_MS),
    [`${spread}SLOTS_PER_PAIR`]: String(Math.ceil(count / 3)), // three symbols, two directions: room for an uneven market
    [`${spread}MAX_CONCURRENT_TRADES`]: String(count + OPENING_TRADES),
    [`${spread}MAX_NOTIONAL_USD`]: '200',
  };
}

/** Waits for so many held trades, kills every process at once and follows each trade to its end. */
export async function holdTrades(
  stack: ChaosStack,
  count: number,
  progress: (line: string) => void,
): Promise<HeldReport> {
  const ids = await until(`${count} held trades`, () => heldTrades(stack, count), FILL_PATIENCE_MS);
  await stack.session.controls.set({
    scope: 'global',
    key: '',
    state: 'paused',
    reason: 'enough are held',
    setBy: 'chaos',
  });
  progress(`${ids.length} trades are held: killing every process at once.`);
  const killedMs = performance.now();
  await killAll(stack);
  const allReadyMs = performance.now() - killedMs;
  progress(`All processes are ready again after ${Math.round(allReadyMs)} ms.`);
  await untilAllAnswer(stack, ids);
  const allAnswerMs = performance.now() - killedMs;
  progress(`All held trades go on after ${Math.round(allAnswerMs)} ms.`);
  const outcomes = await outcomesOf(stack, ids);
  const others = outcomes.filter(({ outcome }) => outcome !== 'completed');
  return {
    held: ids.length,
    allReadyMs: Math.round(allReadyMs),
    allAnswerMs: Math.round(allAnswerMs),
    completed: outcomes.length - others.length,
    others: others.map(({ tradeId, outcome }) => `${tradeId}: ${outcome}`),
  };
}

/** By their results: that a trade has gone on to `holding` is written down with the next thing it does, which is to close. */
const HELD = `
  select t.trade_id as id from trades t
  where t.closed_at is null
    and not exists (select from trade_steps s where s.trade_id = t.trade_id and s.result is null)
    and (select s.result->'situation'->>'kind' from trade_steps s where s.trade_id = t.trade_id order by s.epoch desc limit 1) = 'matched'`;

async function heldTrades({ database }: ChaosStack, count: number): Promise<string[] | undefined> {
  const rows = await database.query({ name: 'held_trades', text: HELD, values: [] });
  const held = rows.map((row) => z.object({ id: z.string() }).parse(row).id);
  return held.length >= count ? held : undefined;
}

async function killAll({ processes }: ChaosStack): Promise<void> {
  const restarted = processes.names.map((name) => processes.untilRestarted(name));
  for (const name of processes.names) processes.kill(name);
  await Promise.all(restarted);
}

/** A query is answered by a worker that has the workflow: the trade lives there. */
async function untilAllAnswer({ session }: ChaosStack, ids: readonly string[]): Promise<void> {
  const client = await session.temporal();
  const waiting = [...ids];
  const ask = async (): Promise<void> => {
    for (let tradeId = waiting.pop(); tradeId !== undefined; tradeId = waiting.pop()) {
      const handle = client.workflow.getHandle(tradeId);
      await until(`${tradeId} to answer`, () => handle.query(viewQuery), ANSWER_PATIENCE_MS);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
}

async function outcomesOf(
  { session }: ChaosStack,
  ids: readonly string[],
): Promise<{ tradeId: string; outcome: string }[]> {
  const closed = await until(
    'the held trades to close',
    async () => {
      const open = await session.reports.list({ limit: 10_000, openOnly: true });
      return open.some(({ tradeId }) => ids.includes(tradeId)) ? undefined : true;
    },
    HOLD_MS + 60_000,
  ).catch(() => undefined); // what is still open is told as such
  const found = await Promise.all(ids.map((tradeId) => session.reports.find(tradeId)));
  return found.map((trade, index) => ({
    tradeId: ids[index] ?? '',
    outcome: trade?.outcome ?? (closed === undefined ? 'still open' : 'unknown'),
  }));
}
