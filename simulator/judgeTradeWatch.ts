import { Exact } from '../domain/money';
import type { RecordOf } from './judgeLog';
import type { OrderPlace, TradeKey } from './judgeOrderIds';

/** Below this, in quote, no venue lets us trade an exposure away: the minimum notional of all simulated markets. */
const DUST_QUOTE = 5;

/** A time in which one leg of a trade was filled above dust beyond what the others offset. */
export interface Exposure {
  readonly tradeId: string;
  readonly fromMs: number;
  /** `undefined` while it stands. */
  readonly toMs: number | undefined;
  /** True where an order was sent to remove it. */
  readonly repaired: boolean;
  /** When the venue last ended a repair that found too little within its bound; `undefined` where none did. */
  readonly noDepthAtMs: number | undefined;
}

/** A fill that no plan and no repair explains. */
export interface Overfill {
  readonly tradeId: string;
  readonly clientOrderId: string;
  readonly why: string;
}

interface WatchedTrade {
  /** Per leg, what orders that open or chase it have filled in its own direction, less what recorded repairs have reversed on it. */
  readonly forward: Exact[];
  /** Base asset → bought minus sold, fees left out. */
  readonly exposure: Map<string, Exact>;
  lastPrice: Exact;
  sinceMs: number | undefined;
  repaired: boolean;
  noDepthAtMs: number | undefined;
}

/** Follows what each trade holds, from the venues' own records in their order. */
export interface TradeWatch {
  accepted(place: OrderPlace): void;
  /** The venue ended an order that it had not filled whole. */
  closed(place: OrderPlace, atMs: number): void;
  /** The overfill that this fill is, if it is one. */
  filled(place: OrderPlace, record: RecordOf<'filled'>, atMs: number): Overfill | undefined;
  /** Exposures that have ended since the last call. */
  takeEnded(): Exposure[];
  /** The exposure that stands in this trade, if any. */
  standing(tradeId: string): Exposure | undefined;
  allStanding(): Exposure[];
}

export function createTradeWatch(tradeOf: (tradeId: string) => TradeKey | undefined): TradeWatch {
  const trades = new Map<string, WatchedTrade>();
  let ended: Exposure[] = [];

  function watched(tradeId: string): WatchedTrade {
    const known = trades.get(tradeId);
    if (known !== undefined) return known;
    const legs = tradeOf(tradeId)?.legs.length ?? 0;
    const trade = emptyTrade(legs);
    trades.set(tradeId, trade);
    return trade;
  }

  function follow(tradeId: string, trade: WatchedTrade, atMs: number): void {
    const isExposed = exposedQuote(trade).gte(DUST_QUOTE);
    if (isExposed) trade.sinceMs ??= atMs;
    else if (trade.sinceMs !== undefined) {
      ended.push(exposureOf(tradeId, trade, { fromMs: trade.sinceMs, toMs: atMs }));
      trade.sinceMs = undefined;
      trade.repaired = false;
      trade.noDepthAtMs = undefined;
    }
  }

  function standing(tradeId: string): Exposure | undefined {
    const trade = trades.get(tradeId);
    if (trade?.sinceMs === undefined) return undefined;
    return exposureOf(tradeId, trade, { fromMs: trade.sinceMs, toMs: undefined });
  }

  return {
    accepted({ tradeId, role }) {
      if (role !== 'order') watched(tradeId).repaired ||= watched(tradeId).sinceMs !== undefined;
    },
    closed({ tradeId, role }, atMs) {
      const trade = watched(tradeId);
      if (role !== 'order' && trade.sinceMs !== undefined) trade.noDepthAtMs = atMs;
    },
    filled(place, record, atMs) {
      const trade = watched(place.tradeId);
      const signed = new Exact(record.qty).times(record.side === 'buy' ? 1 : -1);
      trade.exposure.set(record.base, (trade.exposure.get(record.base) ?? new Exact(0)).plus(signed));
      trade.lastPrice = new Exact(record.price);
      follow(place.tradeId, trade, atMs);
      return overfillOf(trade, tradeOf(place.tradeId), { place, record });
    },
    takeEnded() {
      const taken = ended;
      ended = [];
      return taken;
    },
    standing,
    allStanding: () => [...trades.keys()].flatMap((tradeId) => standing(tradeId) ?? []),
  };
}

const emptyTrade = (legs: number): WatchedTrade => ({
  forward: Array.from({ length: legs }, () => new Exact(0)),
  exposure: new Map(),
  lastPrice: new Exact(0),
  sinceMs: undefined,
  repaired: false,
  noDepthAtMs: undefined,
});

const exposureOf = (
  tradeId: string,
  { repaired, noDepthAtMs }: WatchedTrade,
  span: Pick<Exposure, 'fromMs' | 'toMs'>,
): Exposure => ({ tradeId, ...span, repaired, noDepthAtMs });

const exposedQuote = ({ exposure, lastPrice }: WatchedTrade): Exact =>
  [...exposure.values()].reduce((sum, qty) => sum.plus(qty.abs().times(lastPrice)), new Exact(0));

/** Beyond the plan: a leg's own orders filled more than it, or a trade that holds more than all of one leg. */
function overfillOf(
  trade: WatchedTrade,
  key: TradeKey | undefined,
  { place, record }: { place: OrderPlace; record: RecordOf<'filled'> },
): Overfill | undefined {
  if (key === undefined) return undefined;
  const { tradeId, leg, role } = place;
  const forward = forwardAfter(trade.forward[leg], {
    role,
    isForward: record.side === key.legs[leg]?.side,
    record,
  });
  trade.forward[leg] = forward;
  if (forward.gt(key.qty))
    return overfill(record, tradeId, `leg ${leg} filled ${forward.toFixed()} of ${key.qty}`);
  const held = (trade.exposure.get(record.base) ?? new Exact(0)).abs();
  if (!held.gt(key.qty)) return undefined;
  return overfill(record, tradeId, `holds ${held.toFixed()} ${record.base} beyond its ${key.qty}`);
}

/** Orders of the leg itself add to it, reversing repairs take away from it; what completes it is a recorded repair and counts apart. */
function forwardAfter(
  before: Exact = new Exact(0),
  { role, isForward, record }: { role: OrderPlace['role']; isForward: boolean; record: RecordOf<'filled'> },
): Exact {
  if (role === 'order' && isForward) return before.plus(record.qty);
  return role === 'reverse' && !isForward ? before.minus(record.qty) : before;
}

const overfill = ({ clientOrderId }: RecordOf<'filled'>, tradeId: string, why: string): Overfill => ({
  tradeId,
  clientOrderId,
  why,
});
