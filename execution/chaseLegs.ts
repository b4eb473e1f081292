import { walkBook } from '../domain/bookWalk';
import type { Instrument } from '../domain/instrument';
import type { LegPosition, StepRequest, StepResult } from '../domain/lifecycle/steps';
import {
  asPrice,
  asQty,
  ceilToStep,
  Exact,
  floorToStep,
  roundDownToLot,
  type Price,
  type Qty,
} from '../domain/money';
import type { OpportunityLeg } from '../domain/opportunity';
import type { TradePlan } from '../domain/tradePlan';
import type { WantedOrder } from './intents';
import { runFollowUp } from './orphanSteps';
import { judge } from './situation';
import { freshBook, instrumentOf, type StepDeps } from './stepDeps';
import type { StepRunner } from './stepRunner';
import { readTrade } from './storeResult';

/**
 * `chasing`: re-sends what a leg lacks at a price of now. Where one leg is ahead, the others follow it and no leg goes further; a price
 * may give up the trade's net edge but no more: beyond that, removing the orphan is the cheaper way.
 */
export async function chaseLegs(
  deps: StepDeps,
  runner: StepRunner,
  request: StepRequest,
): Promise<StepResult> {
  const before = await runner.view(await readTrade(deps, request.plan.tradeId));
  const { legs, situation } = judge(before, deps.instruments, deps.clock.nowMs());
  const target = targetQty(request.plan, legs, situation.kind === 'orphan');
  const orders = legs.flatMap((leg) => chaseOrder(deps, request.plan, { leg, target }) ?? []);
  return runFollowUp(deps, runner, {
    before,
    followUp: {
      step: 'chase',
      request,
      // halted: an orphan is reduced and never completed, so that this begin is to be refused
      addsRisk: before.reduceOnly || situation.kind !== 'orphan',
      repair: { orders, choice: orders.length > 0 ? 'complete' : 'none' },
    },
  });
}

function targetQty(plan: TradePlan, legs: readonly LegPosition[], isOrphan: boolean): Exact {
  return isOrphan ? Exact.max(...legs.map((leg) => leg.filledQty)) : new Exact(plan.qty);
}

interface Chased {
  readonly leg: LegPosition;
  readonly target: Exact;
}

function chaseOrder(deps: StepDeps, plan: TradePlan, chased: Chased): WantedOrder | undefined {
  const leg = plan.legs[chased.leg.leg];
  if (leg === undefined) return undefined;
  const instrument = instrumentOf(deps, leg.instrumentId);
  const qty = tradableRest(chased, leg, instrument);
  if (qty === undefined) return undefined;
  const limitPrice = breakEvenLimit(leg, plan, instrument.tickSize);
  const book = freshBook(deps, leg.instrumentId);
  const walked = book && walkBook(leg.side === 'buy' ? book.asks : book.bids, qty);
  if (walked === undefined || isBeyond(leg, walked.lastPrice, limitPrice)) return undefined;
  const { instrumentId, side } = leg;
  return { leg: chased.leg.leg, role: 'order', instrumentId, side, qty, limitPrice };
}

/** What the leg lacks, where the venue lets us trade that much; an order whose fate is open could fill twice, so nothing is sent beside it. */
function tradableRest(
  { leg: position, target }: Chased,
  leg: OpportunityLeg,
  instrument: Instrument,
): Qty | undefined {
  const missing = target.minus(position.filledQty);
  if (position.watched.length > 0 || !missing.isPositive()) return undefined;
  const qty = roundDownToLot(asQty(missing), instrument.lotSize);
  if (qty === undefined || new Exact(qty).lt(instrument.minQty)) return undefined;
  return new Exact(qty).times(leg.expectedPrice).lt(instrument.minNotional) ? undefined : qty;
}

/** The worst acceptable price of the opening, moved by the net edge: there the whole trade earns nothing. */
function breakEvenLimit(leg: OpportunityLeg, plan: TradePlan, tickSize: Price): Price {
  const fraction = Exact.max(plan.edge.netBps, 0).div(10_000);
  return leg.side === 'buy'
    ? asPrice(floorToStep(new Exact(leg.worstPrice).times(fraction.plus(1)), tickSize))
    : asPrice(ceilToStep(new Exact(leg.worstPrice).times(new Exact(1).minus(fraction)), tickSize));
}

function isBeyond(leg: OpportunityLeg, price: Price, limit: Price): boolean {
  return leg.side === 'buy' ? new Exact(price).gt(limit) : new Exact(price).lt(limit);
}
