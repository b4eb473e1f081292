import { z } from 'zod';
import { TRADE_STATES, type TradeOutcome, type TradeState } from '../domain/lifecycle/tradeState';
import type { TransitionRecord } from '../domain/lifecycle/steps';
import { asBps, asQty, asUsd, type Bps, type Qty, type Usd } from '../domain/money';
import { denialText } from '../domain/opportunity';
import type { TradeId } from '../domain/tradePlan';
import type { TradeRecord } from '../execution/journal';
import type { Database } from './database';
import { TradeReply } from './journalReplies';
import { answerOf } from './storedFunctions';

/** One trade on one line. Figures of the result are absent until it is booked. */
export interface TradeLine {
  readonly tradeId: TradeId;
  readonly strategy: string;
  readonly symbol: string;
  /** `<buy instrument>><sell instrument>`. */
  readonly pairKey: string;
  readonly state: TradeState;
  readonly outcome: TradeOutcome | undefined;
  /** `CATEGORY_CONDITION key=value` where we refused it. */
  readonly denial: string | undefined;
  readonly qty: Qty;
  readonly notionalUsd: Usd;
  readonly expectedNetBps: Bps;
  readonly realisedNetBps: Bps | undefined;
  readonly pnlUsd: Usd | undefined;
  readonly tickToOrdersMs: number | undefined;
  readonly openedAtMs: number;
}

export interface TradeFilter {
  /** Newest first; this many at most. */
  readonly limit: number;
  /** Only trades that are open, or were opened or closed at or after this moment. */
  readonly touchedSinceMs?: number | undefined;
  readonly openOnly?: boolean | undefined;
}

const tradeOutcome = z.enum(['completed', 'denied', 'aborted', 'unwound', 'needs-operator']);
const denial = z.object({ code: z.string(), figures: z.record(z.string(), z.string()) });

const tradeRow = z.object({
  trade_id: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  pair_key: z.string(),
  state: z.enum(TRADE_STATES),
  outcome: tradeOutcome.nullable(),
  denial: denial.nullable(),
  qty: z.string(),
  notional_usd: z.string(),
  expected_net_bps: z.string(),
  realised_net_bps: z.string().nullable(),
  pnl_usd: z.string().nullable(),
  tick_to_orders_ms: z.number().nullable(),
  opened_at_ms: z.coerce.number(),
});

const eventRow = z.object({
  seq: z.number(),
  from_state: z.enum(TRADE_STATES),
  to_state: z.enum(TRADE_STATES),
  cause: z.string(),
  at_ms: z.coerce.number(),
  figures: z.record(z.string(), z.string()),
});

const TRADE = `
  select trade_id, strategy, symbol, pair_key, state, outcome, denial,
         plan->>'qty' as qty, notional_usd::text, plan->'edge'->>'netBps' as expected_net_bps,
         figures->>'realisedNetBps' as realised_net_bps, pnl_usd::text, tick_to_orders_ms,
         extract(epoch from opened_at) * 1000 as opened_at_ms
  from trades`;

const FIND = `${TRADE} where trade_id = $1`;

const LIST = `${TRADE}
  where ($2::float8 is null or closed_at is null
         or greatest(opened_at, closed_at) >= to_timestamp($2::float8 / 1000))
    and (not $3::boolean or closed_at is null)
  order by opened_at desc limit $1`;

const DENIAL = `select denial from trades where trade_id = $1`;

const EVENTS = `
  select seq, from_state, to_state, cause, at_ms, figures
  from trade_events where trade_id = $1 order by seq`;

/** What people and scripts read of trades; nothing here decides anything. */
export const createTradeReports = (database: Pick<Database, 'query'>) => ({
  /** Newest first. */
  async list({ limit, touchedSinceMs, openOnly }: TradeFilter): Promise<TradeLine[]> {
    const rows = await database.query({
      name: 'list_trades',
      text: LIST,
      values: [limit, touchedSinceMs ?? null, openOnly ?? false],
    });
    return rows.map(toTradeLine);
  },

  async find(tradeId: TradeId): Promise<TradeLine | undefined> {
    const [row] = await database.query({ name: 'find_trade', text: FIND, values: [tradeId] });
    return row === undefined ? undefined : toTradeLine(row);
  },

  /** Plan, orders and fills of one trade, as the journal has them now. */
  async record(tradeId: TradeId): Promise<TradeRecord | undefined> {
    return TradeReply.nullable().parse(await answerOf(database, 'read_trade', tradeId)) ?? undefined;
  },

  /** The audit trail of one trade, in order; empty where nothing is stored. */
  async events(tradeId: TradeId): Promise<TransitionRecord[]> {
    const rows = await database.query({ name: 'trade_events_of', text: EVENTS, values: [tradeId] });
    return rows.map((row) => {
      const event = eventRow.parse(row);
      return {
        seq: event.seq,
        from: event.from_state,
        to: event.to_state,
        cause: event.cause,
        atMs: event.at_ms,
        figures: event.figures,
      };
    });
  },

  /** Why we refused the trade; `undefined` where we did not. */
  async denialOf(tradeId: TradeId): Promise<string | undefined> {
    const [row] = await database.query({ name: 'trade_denial_of', text: DENIAL, values: [tradeId] });
    const stored = row === undefined ? null : z.object({ denial: denial.nullable() }).parse(row).denial;
    return stored === null ? undefined : denialText(stored);
  },
});

export type TradeReports = ReturnType<typeof createTradeReports>;

function toTradeLine(row: unknown): TradeLine {
  const trade = tradeRow.parse(row);
  return {
    tradeId: trade.trade_id,
    strategy: trade.strategy,
    symbol: trade.symbol,
    pairKey: trade.pair_key,
    state: trade.state,
    outcome: trade.outcome ?? undefined,
    denial: trade.denial === null ? undefined : denialText(trade.denial),
    qty: asQty(trade.qty),
    notionalUsd: asUsd(trade.notional_usd),
    expectedNetBps: asBps(trade.expected_net_bps),
    realisedNetBps: trade.realised_net_bps === null ? undefined : asBps(trade.realised_net_bps),
    pnlUsd: trade.pnl_usd === null ? undefined : asUsd(trade.pnl_usd),
    tickToOrdersMs: trade.tick_to_orders_ms ?? undefined,
    openedAtMs: trade.opened_at_ms,
  };
}
