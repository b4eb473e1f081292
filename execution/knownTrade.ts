import type { Facts, JournaledOrder, OrderIntent, StepKey, TradeRecord } from './journal';
import type { TradePlan } from '../domain/tradePlan';
import { ZERO_QTY } from '../domain/money';

/** The trade as it will stand when these facts are stored; a fill that both know counts once. */
export function withFacts(record: TradeRecord, facts: Facts): TradeRecord {
  const news = new Map(facts.orders.map((fact) => [fact.clientOrderId, fact]));
  const orders = record.orders.map((order): JournaledOrder => ({
    ...order,
    ...news.get(order.clientOrderId),
  }));
  const nameOf = (fill: Facts['fills'][number]) => `${fill.venue} ${fill.venueOrderId} ${fill.venueTradeId}`;
  const fills = new Map([...record.fills, ...facts.fills].map((fill) => [nameOf(fill), fill]));
  return { ...record, orders, fills: [...fills.values()] };
}

/** The trade with intents that a begin has just written down. */
export function withIntents(record: TradeRecord, key: StepKey, intents: readonly OrderIntent[]): TradeRecord {
  return { ...record, orders: [...record.orders, ...intents.map((intent) => asWritten(key, intent))] };
}

/** A trade of which nothing is known but its plan. */
export function unopenedTrade(plan: TradePlan): TradeRecord {
  return {
    plan,
    epoch: 0,
    state: 'validating',
    outcome: undefined,
    figures: undefined,
    reduceOnly: false,
    reducedByGuard: false,
    orphanSinceMs: undefined,
    orders: [],
    fills: [],
  };
}

function asWritten({ step, attempt }: StepKey, intent: OrderIntent): JournaledOrder {
  return {
    ...intent,
    step,
    attempt,
    state: 'intended',
    final: false,
    venueOrderId: undefined,
    filledQty: ZERO_QTY,
    note: 'intended',
  };
}
