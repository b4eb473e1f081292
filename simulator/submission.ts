import { Exact } from '../domain/money';
import { fillRecord, type FillFacts } from './fillRecords';
import type { JudgeRecord } from './judgeLog';
import type { MarketUnits } from './marketUnits';
import type { Match, MatchPlan, Taker } from './matching';
import type { OrderBook } from './orderBook';
import { checkOrder, type CheckedOrder } from './orderCheck';
import type { SimMarket, SimNewOrder, SimRejectReason } from './simulatedVenue';
import type { VenueState } from './venueState';

/** One market with its units and its book. */
export interface MarketDesk {
  readonly market: SimMarket;
  readonly units: MarketUnits;
  readonly book: OrderBook;
}

export interface Arrival {
  readonly venue: string;
  readonly accountId: string;
  readonly order: SimNewOrder;
  readonly timeMs: number;
  /** A planted limit of what the order may take, in base units. */
  readonly maxTakeQty: string | undefined;
}

export type Submission =
  | { readonly kind: 'refused'; readonly reason: SimRejectReason }
  | {
      readonly kind: 'planned';
      readonly orderId: string;
      readonly records: readonly JudgeRecord[];
      readonly matches: readonly Match[];
      readonly resting: { readonly ticks: number; readonly lots: number } | undefined;
    };

/** Decides everything about an arriving order without changing anything: the records are the decision. */
export function planSubmission(arrival: Arrival, desk: MarketDesk, state: VenueState): Submission {
  const { order } = arrival;
  const bestTicks = desk.book.best(order.side === 'buy' ? 'sell' : 'buy')?.[0];
  const check = checkOrder(order, { market: desk.market, units: desk.units, bestTicks });
  if (check.kind === 'failed') return refused(check.reason);
  const { limitTicks } = check.order;
  const postOnly = order.timeInForce === 'postOnly' && limitTicks !== undefined;
  if (postOnly && desk.book.wouldTake(order.side, limitTicks)) return refused('postOnlyWouldTake');
  const plan = desk.book.plan(takerOf(arrival, check.order, desk.units));
  if (order.type === 'market' && plan.filledLots === 0) return refused('noLiquidity');
  if (!canPay(arrival, { desk, state, order: check.order, plan })) return refused('insufficientBalance');
  return {
    kind: 'planned',
    orderId: state.nextOrderId(),
    records: recordsOf(arrival, { desk, state, order: check.order, plan }),
    matches: plan.matches,
    resting: restingPart(plan, limitTicks),
  };
}

interface Planned {
  readonly desk: MarketDesk;
  readonly state: VenueState;
  readonly order: CheckedOrder;
  readonly plan: MatchPlan;
}

const refused = (reason: SimRejectReason): Submission => ({ kind: 'refused', reason });

function restingPart(
  plan: MatchPlan,
  limitTicks: number | undefined,
): { ticks: number; lots: number } | undefined {
  if (plan.rest !== 'rests' || limitTicks === undefined) return undefined;
  return { ticks: limitTicks, lots: plan.restLots };
}

function takerOf(arrival: Arrival, order: CheckedOrder, units: MarketUnits): Taker {
  const { size } = order;
  return {
    accountId: arrival.accountId,
    side: arrival.order.side,
    timeInForce: arrival.order.timeInForce,
    limitTicks: order.limitTicks,
    size:
      size.kind === 'lots'
        ? size
        : {
            kind: 'quote',
            lotsAt: (ticks, taken) => units.lotsFor(size.quote.minus(quoteOf(taken, units)), ticks),
          },
    maxTakeLots: arrival.maxTakeQty === undefined ? undefined : lotsWithin(arrival.maxTakeQty, units),
  };
}

const lotsWithin = (qty: string, units: MarketUnits): number =>
  new Exact(qty).idiv(units.formatQty(1)).toNumber();

const quoteOf = (matches: readonly Match[], units: MarketUnits): Exact =>
  matches.reduce((sum, match) => sum.plus(units.quoteValue(match.ticks, match.lots)), new Exact(0));

const sizeLots = ({ order, plan }: Planned): number =>
  order.size.kind === 'lots' ? order.size.lots : plan.filledLots;

/** A limit order must be covered whole at its limit, a market order by what it takes. */
function canPay(arrival: Arrival, planned: Planned): boolean {
  const { desk, state, order, plan } = planned;
  const { base, quote } = desk.market;
  if (arrival.order.side === 'sell')
    return state.accounts.free(arrival.accountId, base).gte(desk.units.formatQty(sizeLots(planned)));
  const needed =
    order.limitTicks === undefined
      ? quoteOf(plan.matches, desk.units)
      : desk.units.quoteValue(order.limitTicks, sizeLots(planned));
  return state.accounts.free(arrival.accountId, quote).gte(needed);
}

function recordsOf(arrival: Arrival, planned: Planned): JudgeRecord[] {
  const { desk, state, order, plan } = planned;
  const { venue, accountId, timeMs } = arrival;
  const { clientOrderId, symbol, side, type, timeInForce } = arrival.order;
  const name = { venue, accountId, timeMs, orderId: state.nextOrderId(), clientOrderId, symbol };
  const price = order.limitTicks === undefined ? '0' : desk.units.formatPrice(order.limitTicks);
  const qty = desk.units.formatQty(sizeLots(planned));
  const fills = plan.matches.flatMap((match, index) =>
    fillsOf(match, {
      taker: { ...name, side },
      tradeId: state.nextTradeId() + index,
      planned,
      timeMs,
      venue,
    }),
  );
  return [
    { kind: 'accepted', ...name, side, type, timeInForce, price, qty },
    ...fills,
    ...(plan.rest === 'expires' ? [{ kind: 'closed' as const, ...name, status: 'expired' as const }] : []),
  ];
}

interface MatchContext {
  readonly taker: FillFacts['order'];
  readonly tradeId: number;
  readonly planned: Planned;
  readonly timeMs: number;
  readonly venue: string;
}

/** One match is one fill for the taker and, where the maker is ours, one for the maker under the same trade id. */
function fillsOf(match: Match, context: MatchContext): JudgeRecord[] {
  const { desk, state } = context.planned;
  const facts = { tradeId: context.tradeId, ticks: match.ticks, lots: match.lots, timeMs: context.timeMs };
  const taken = fillRecord(context.venue, desk, { ...facts, order: context.taker, liquidity: 'taker' });
  const maker = match.makerOrderId === undefined ? undefined : state.orders.byOrderId(match.makerOrderId);
  if (!maker) return [taken];
  return [taken, fillRecord(context.venue, desk, { ...facts, order: maker, liquidity: 'maker' })];
}
