import type { TradeId } from '../domain/tradePlan';
import type { TradeRecord } from './journal';

/** What this process has just stored of its trades, so that a booking that follows at once need not read it back. */
export interface RecentTrades {
  remember(record: TradeRecord): void;
  /** The record, once; `undefined` where this process did not store the trade's last step. */
  take(tradeId: TradeId): TradeRecord | undefined;
}

/** More trades than settle at the same time; the oldest is forgotten and then read from the journal like any other. */
const CAPACITY = 256;

export function createRecentTrades(): RecentTrades {
  const records = new Map<TradeId, TradeRecord>();
  return {
    remember(record) {
      const { tradeId } = record.plan;
      records.delete(tradeId);
      records.set(tradeId, record);
      const [oldest] = records.keys();
      if (records.size > CAPACITY && oldest !== undefined) records.delete(oldest);
    },
    take(tradeId) {
      const record = records.get(tradeId);
      records.delete(tradeId);
      return record;
    },
  };
}
