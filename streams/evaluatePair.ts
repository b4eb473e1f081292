import { edgeOfSize, largestCost, totalCostBps, type EdgeOfSize } from '../domain/edge';
import type { Level } from '../domain/marketView';
import { Exact, asBps, asUsd, type Bps, type Qty, type Usd } from '../domain/money';
import type { CostTerms, Denial, Opportunity, OpportunityLeg } from '../domain/opportunity';
import type { RefusalCode } from '../domain/refusals';
import { bestSize, type Sizing } from '../domain/sizing';
import { worstCaseLossUsd, worstPrices, type WorstPrices } from '../domain/worstPrice';
import type { FeedBook } from '../venues/marketFeed';
import type { Balances } from './balances';
import type { DetectionSettings } from './settings';
import { bestPrice, levelsWorth, valueWithin } from './tickLevels';

export interface Candidate {
  readonly pairKey: string;
  readonly buy: FeedBook;
  readonly sell: FeedBook;
  readonly costs: CostTerms;
  readonly receivedAtMs: { readonly buy: number; readonly sell: number };
}

/** An opportunity without what only its episode knows. */
export type Evaluated = Omit<Opportunity, 'id' | 'detectedAtMs' | 'expiresAtMs' | 'frameReceivedAtNs'>;

export type Evaluation =
  | { readonly kind: 'accepted'; readonly opportunity: Evaluated }
  | { readonly kind: 'denied'; readonly denial: Denial };

interface Books {
  readonly asks: readonly Level[];
  readonly bids: readonly Level[];
}

/** Size, edge and limits of one candidate in decimals, or the gate that stopped it. */
export function evaluatePair(
  candidate: Candidate,
  settings: DetectionSettings,
  balances: Balances,
): Evaluation {
  if (candidate.buy.book.depth(0) === 0 || candidate.sell.book.depth(1) === 0)
    return denied('DEPTH_MISSING', { text: 'no price to reverse a leg at' });
  const enough = 2 * Number(settings.maxNotionalUsd); // no size needs more
  const books = { asks: levelsWorth(candidate.buy, 1, enough), bids: levelsWorth(candidate.sell, 0, enough) };
  const sized = sizeAndEdge(candidate, books, { settings, balances });
  if (sized.kind === 'denied') return sized;
  const { qty, found } = sized;
  if (new Exact(found.edge.netBps).lt(settings.minNetBps))
    return { kind: 'denied', denial: edgeDenial(found, settings) };
  const limits = worstPrices(
    {
      buy: { lastPrice: found.buy.lastPrice, tickSize: candidate.buy.instrument.tickSize },
      sell: { lastPrice: found.sell.lastPrice, tickSize: candidate.sell.instrument.tickSize },
    },
    {
      totalCostBps: totalCostBps(candidate.costs),
      floorNetBps: asBps('0'),
      reachBps: settings.worstPriceBps,
    },
  );
  if (limits === undefined) return denied('LIMIT_BELOW_COSTS', { netBps: found.edge.netBps });
  const depthUsd = depthWithin(candidate, limits);
  if (new Exact(depthUsd).lt(settings.minDepthUsd))
    return denied('DEPTH_BELOW_MINIMUM', { depthUsd, minDepthUsd: settings.minDepthUsd });
  return { kind: 'accepted', opportunity: evaluated(candidate, { qty, found, limits, depthUsd }, settings) };
}

type SizedEdge = { readonly kind: 'sized'; readonly qty: Qty; readonly found: EdgeOfSize };
type Denied = Extract<Evaluation, { kind: 'denied' }>;

/** The most profitable size; where its average falls under the minimum, the size whose last unit still earns the minimum. */
function sizeAndEdge(
  candidate: Candidate,
  books: Books,
  terms: { readonly settings: DetectionSettings; readonly balances: Balances },
): SizedEdge | Denied {
  const cost = totalCostBps(candidate.costs);
  const best = edgeAt(sizeFor(candidate, books, { ...terms, cost }), books, candidate.costs);
  if (best.kind === 'denied') return best;
  if (new Exact(best.found.edge.netBps).gte(terms.settings.minNetBps)) return best;
  const stricter = asBps(new Exact(cost).plus(terms.settings.minNetBps));
  const smaller = edgeAt(sizeFor(candidate, books, { ...terms, cost: stricter }), books, candidate.costs);
  return smaller.kind === 'sized' ? smaller : best;
}

function sizeFor(
  { buy, sell }: Candidate,
  books: Books,
  terms: { readonly settings: DetectionSettings; readonly balances: Balances; readonly cost: Bps },
): Sizing {
  return bestSize({
    buy: buy.instrument,
    sell: sell.instrument,
    ...books,
    totalCostBps: terms.cost,
    quoteAvailable: terms.balances.free(buy.instrument.venue, buy.instrument.quote),
    baseAvailable: terms.balances.free(sell.instrument.venue, sell.instrument.base),
    maxNotionalUsd: terms.settings.maxNotionalUsd,
    reachBps: terms.settings.worstPriceBps,
  });
}

function edgeAt(sizing: Sizing, books: Books, costs: CostTerms): SizedEdge | Denied {
  if (sizing.kind === 'denied') return sizing;
  const found = edgeOfSize(sizing.qty, books, costs);
  return found === undefined
    ? denied('DEPTH_MISSING', { qty: sizing.qty })
    : { kind: 'sized', qty: sizing.qty, found };
}

function evaluated(
  candidate: Candidate,
  sized: {
    readonly qty: Qty;
    readonly found: EdgeOfSize;
    readonly limits: WorstPrices;
    readonly depthUsd: Usd;
  },
  settings: DetectionSettings,
): Evaluated {
  const { qty, found, limits, depthUsd } = sized;
  const buy = leg(candidate.buy, {
    side: 'buy',
    qty,
    expectedPrice: found.buy.vwap,
    worstPrice: limits.buy,
    bookReceivedAtMs: candidate.receivedAtMs.buy,
  });
  const sell = leg(candidate.sell, {
    side: 'sell',
    qty,
    expectedPrice: found.sell.vwap,
    worstPrice: limits.sell,
    bookReceivedAtMs: candidate.receivedAtMs.sell,
  });
  const notional = new Exact(found.buy.vwap).times(qty);
  const profit = notional.times(found.edge.netBps).div(10_000);
  const loss = worstCaseLossUsd(
    qty,
    [
      { ...buy, reversePrice: buy.bestBid },
      { ...sell, reversePrice: sell.bestAsk },
    ],
    settings.repairStartBps,
  );
  return {
    strategy: settings.strategy,
    symbol: candidate.buy.instrument.symbol,
    pairKey: candidate.pairKey,
    legs: [buy, sell],
    qty,
    notionalUsd: asUsd(notional.decimalPlaces(8)),
    edge: found.edge,
    expectedNetProfitUsd: asUsd(profit.decimalPlaces(8)),
    worstCaseLossUsd: loss,
    rewardToRisk: new Exact(loss).isZero() ? '0' : profit.div(loss).toFixed(4),
    depthUsd,
    priority: new Exact(found.edge.grossBps).gte(settings.largeGrossBps) ? 'high' : 'normal',
  };
}

function leg(
  feedBook: FeedBook,
  part: Pick<OpportunityLeg, 'side' | 'qty' | 'expectedPrice' | 'worstPrice' | 'bookReceivedAtMs'>,
): OpportunityLeg {
  const { id, venue, takerFeeBps } = feedBook.instrument;
  const best = { bestBid: bestPrice(feedBook, 0), bestAsk: bestPrice(feedBook, 1) };
  return { ...part, instrumentId: id, venue, takerFeeBps, ...best };
}

/** USD within the limits on the thinner of both sides, rounded down. */
function depthWithin({ buy, sell }: Candidate, limits: WorstPrices): Usd {
  const asks = valueWithin(buy, 1, limits.buy);
  const bids = valueWithin(sell, 0, limits.sell);
  return new Exact(asks).lt(bids) ? asks : bids;
}

function edgeDenial({ edge }: EdgeOfSize, settings: DetectionSettings): Denial {
  const { netBps, grossBps, costs } = edge;
  const figures = { netBps, grossBps, minNetBps: settings.minNetBps, stoppedBy: largestCost(costs) };
  return { code: 'EDGE_BELOW_MINIMUM', figures: { ...figures, ...costs } };
}

function denied(code: RefusalCode, figures: Readonly<Record<string, string>>): Denied {
  return { kind: 'denied', denial: { code, figures } };
}
