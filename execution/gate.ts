import { walkBook } from '../domain/bookWalk';
import type { BookView } from '../domain/marketView';
import { Exact, type Price } from '../domain/money';
import type { Denial, OpportunityLeg } from '../domain/opportunity';
import type { RefusalCode } from '../domain/refusals';
import { grossOfLegsBps, totalCostBps } from '../domain/edge';
import { distanceBps, median } from '../domain/risk/priceCollar';
import type { TradePlan } from '../domain/tradePlan';
import { freshBook, type StepDeps } from './stepDeps';

/** Why this plan must not open now, on books as they are now; `undefined` where nothing speaks against it. */
export function gateDenial(deps: StepDeps, plan: TradePlan): Denial | undefined {
  const nowMs = deps.clock.nowMs();
  if (nowMs > plan.expiresAtMs)
    return denied('OPPORTUNITY_EXPIRED', { lateMs: (nowMs - plan.expiresAtMs).toFixed(0) });
  const priced: { side: OpportunityLeg['side']; price: Price }[] = [];
  for (const leg of plan.legs) {
    const book = freshBook(deps, leg.instrumentId);
    if (book === undefined) return denied('STREAM_RECONCILING', { instrument: leg.instrumentId });
    const price = priceNow(leg, book);
    if (price === undefined) return denied('DEPTH_MISSING', { instrument: leg.instrumentId, qty: leg.qty });
    priced.push({ side: leg.side, price });
  }
  const outside = outsideCollar(deps, plan);
  if (outside !== undefined) return outside;
  const netBps = new Exact(grossOfLegsBps(priced, plan.qty)).minus(totalCostBps(plan.edge.costs));
  if (netBps.gte(plan.minNetBps)) return undefined;
  const figures = {
    netBps: netBps.toFixed(4),
    minNetBps: plan.minNetBps,
    netBpsAtDetection: plan.edge.netBps,
  };
  return denied('EDGE_GONE', figures);
}

/** A leg whose price is far from what the other venues say is a broken book or a broken market, however good it looks. */
function outsideCollar(deps: StepDeps, plan: TradePlan): Denial | undefined {
  const middle = median(freshMids(deps, plan.symbol));
  if (middle === undefined) return undefined; // its own books were fresh a moment ago: the next check says what is wrong
  const { priceCollarBps } = deps.settings;
  const leg = plan.legs.find((each) => distanceBps(each.worstPrice, middle).gt(priceCollarBps));
  return (
    leg &&
    denied('PRICE_OUTSIDE_COLLAR', {
      instrument: leg.instrumentId,
      price: leg.worstPrice,
      medianPrice: middle.toFixed(8),
      collarBps: priceCollarBps,
    })
  );
}

/** Mids of this symbol on every venue with a fresh book. */
function freshMids(deps: StepDeps, symbol: string): Exact[] {
  return [...deps.instruments.values()].flatMap((instrument) => {
    const book = instrument.symbol === symbol ? freshBook(deps, instrument.id) : undefined;
    const [bid, ask] = [book?.bids[0], book?.asks[0]];
    return bid === undefined || ask === undefined ? [] : [new Exact(bid.price).plus(ask.price).div(2)];
  });
}

/** Average price of the leg now; `undefined` where the book does not hold the size inside the worst acceptable price. */
function priceNow(leg: OpportunityLeg, book: BookView): Price | undefined {
  const walked = walkBook(leg.side === 'buy' ? book.asks : book.bids, leg.qty);
  if (walked === undefined) return undefined;
  const last = new Exact(walked.lastPrice);
  const acceptable = leg.side === 'buy' ? last.lte(leg.worstPrice) : last.gte(leg.worstPrice);
  return acceptable ? walked.vwap : undefined;
}

const denied = (code: RefusalCode, figures: Readonly<Record<string, string>>): Denial => ({ code, figures });
