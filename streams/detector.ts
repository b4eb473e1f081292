import { largestCost } from '../domain/edge';
import { latencyBufferBps } from '../domain/latencyBuffer';
import { Exact, asBps } from '../domain/money';
import type { CostTerms, Denial, Opportunity } from '../domain/opportunity';
import type { QuoteConversion } from '../domain/quoteConversion';
import { createSpreadStatistics, type SpreadStatistics } from '../domain/spreadStatistics';
import type { FeedBook, FrameTime } from '../venues/marketFeed';
import type { Balances } from './balances';
import type { DiscoveryLog } from './discoveryLog';
import { createEpisodes } from './episodes';
import { evaluatePair } from './evaluatePair';
import { pairsOf, type Pair } from './pairs';
import type { DetectionSettings } from './settings';
import type { StreamHealth } from './streamHealth';
import { createVolatility } from './volatility';

export interface DetectorDeps {
  readonly markets: readonly FeedBook[];
  readonly settings: DetectionSettings;
  readonly health: StreamHealth;
  readonly balances: Balances;
  readonly conversion: QuoteConversion;
  readonly discoveries: DiscoveryLog;
  readonly onOpportunity: (opportunity: Opportunity) => void;
}

export interface Detector {
  /** After a change of this instrument's best bid or ask. Synchronous; allocates nothing until a pair passes the gate on tops. */
  onTop(index: number, time: FrameTime): void;
  statistics(): ReadonlyMap<string, SpreadStatistics>;
}

interface WatchedPair extends Pair {
  readonly buyBook: FeedBook;
  readonly sellBook: FeedBook;
  readonly buyTick: number;
  readonly sellTick: number;
  /** Costs that do not move with the market. */
  readonly fixedCostBps: number;
  readonly conversionCost: CostTerms['quoteConversionBps'];
  readonly statistics: SpreadStatistics;
}

/** Turns changes of tops into opportunities and recorded denials: floats look, decimals decide. */
export function createDetector(deps: DetectorDeps): Detector {
  const { markets, settings } = deps;
  const minNetBps = Number(settings.minNetBps);
  const volatilities = markets.map(() => createVolatility());
  const receivedAtMs = new Float64Array(markets.length);
  const episodes = createEpisodes();
  const watched = watchedPairs(deps);
  const touching = markets.map((_, i) => watched.filter(({ buy, sell }) => buy === i || sell === i));

  function onTop(index: number, time: FrameTime): void {
    receivedAtMs[index] = time.receivedAtMs;
    const book = markets[index]?.book;
    if (book === undefined) return;
    volatilities[index]?.add(book.priceTicks(0, 0) + book.priceTicks(1, 0), time.receivedAtMs);
    for (const pair of touching[index] ?? []) look(pair, time);
  }

  function look(pair: WatchedPair, time: FrameTime): void {
    const ask = pair.buyBook.book.priceTicks(1, 0) * pair.buyTick;
    const bid = pair.sellBook.book.priceTicks(0, 0) * pair.sellTick;
    const spreadBps = (bid / ask - 1) * 10_000;
    if (Number.isNaN(spreadBps)) return;
    pair.statistics.add(spreadBps);
    if (spreadBps <= 0) return void episodes.end(pair.key);
    const nowMs = time.receivedAtMs;
    const reason = deps.health.unhealthy(pair.buy, nowMs) ?? deps.health.unhealthy(pair.sell, nowMs);
    if (reason !== undefined) {
      deny(pair, nowMs, () => ({ code: 'STREAM_UNHEALTHY', figures: { reason } }));
      return;
    }
    // A hair below the minimum still goes to decimals: floats only look.
    if (spreadBps - pair.fixedCostBps - latencyBps(pair) < minNetBps - 0.01) {
      stoppedAtTop(pair, spreadBps, nowMs);
      return;
    }
    decide(pair, time);
  }

  function stoppedAtTop(pair: WatchedPair, spreadBps: number, nowMs: number): void {
    if (!deps.discoveries.wants(pair.key, 'EDGE_BELOW_MINIMUM', nowMs)) return void episodes.end(pair.key);
    const costs = costsOf(pair);
    const figures = { topGrossBps: spreadBps.toFixed(4), minNetBps: settings.minNetBps };
    const shown = spreadBps >= Number(settings.shownGrossBps) ? 'yes' : 'no';
    record(pair, nowMs, {
      code: 'EDGE_BELOW_MINIMUM',
      figures: { ...figures, shown, stoppedBy: largestCost(costs), ...costs },
    });
  }

  function decide(pair: WatchedPair, time: FrameTime): void {
    const nowMs = time.receivedAtMs;
    const candidate = {
      pairKey: pair.key,
      buy: pair.buyBook,
      sell: pair.sellBook,
      costs: costsOf(pair),
      receivedAtMs: { buy: receivedAtMs[pair.buy] ?? 0, sell: receivedAtMs[pair.sell] ?? 0 },
    };
    const result = evaluatePair(candidate, settings, deps.balances);
    if (result.kind === 'denied') {
      deny(pair, nowMs, () => result.denial);
      return;
    }
    const episode = episodes.see(pair.key, Number(result.opportunity.edge.netBps), nowMs);
    deps.onOpportunity({
      ...result.opportunity,
      id: episode.id,
      detectedAtMs: nowMs,
      expiresAtMs: nowMs + settings.opportunityTtlMs,
      frameReceivedAtNs: String(time.receivedAtNs),
    });
  }

  function deny(pair: WatchedPair, nowMs: number, denial: () => Denial): void {
    const refused = denial();
    if (deps.discoveries.wants(pair.key, refused.code, nowMs)) record(pair, nowMs, refused);
    else episodes.end(pair.key);
  }

  function record(pair: WatchedPair, nowMs: number, denial: Denial): void {
    episodes.end(pair.key);
    deps.discoveries.add(pair.key, denial, nowMs);
  }

  function latencyBps(pair: WatchedPair): number {
    const buy = volatilities[pair.buy]?.bpsPerSqrtSecond ?? 0;
    const sell = volatilities[pair.sell]?.bpsPerSqrtSecond ?? 0;
    return latencyBufferBps(Math.sqrt(buy * buy + sell * sell), settings.latencyP99Ms);
  }

  function costsOf(pair: WatchedPair): CostTerms {
    const buyFee = pair.buyBook.instrument.takerFeeBps;
    return {
      takerFeesBps: asBps(new Exact(buyFee).plus(pair.sellBook.instrument.takerFeeBps)),
      slippageBufferBps: settings.slippageBufferBps,
      latencyBufferBps: asBps((Math.ceil(latencyBps(pair) * 10_000) / 10_000).toFixed(4)),
      quoteConversionBps: pair.conversionCost,
      fundingBps: asBps('0'), // nothing is held: spot legs settle at once
      rebalancingBps: settings.rebalancingBps,
      safetyBufferBps: settings.safetyBufferBps,
    };
  }

  return { onTop, statistics: () => new Map(watched.map((pair) => [pair.key, pair.statistics])) };
}

/** Pairs whose quotes are the same money; others wait for a live rate, which is not here yet. */
function watchedPairs({ markets, conversion, settings }: DetectorDeps): WatchedPair[] {
  return pairsOf(markets.map(({ instrument }) => instrument)).flatMap((pair) => {
    const [buyBook, sellBook] = [markets[pair.buy], markets[pair.sell]];
    if (buyBook === undefined || sellBook === undefined) return [];
    const [buy, sell] = [buyBook.instrument, sellBook.instrument];
    const rate = conversion.convert(buy.quote, sell.quote);
    if (rate?.rate !== '1') return [];
    const conversionCost = buy.quote === sell.quote ? rate.costBps : settings.quoteConversionBps;
    const terms = [buy.takerFeeBps, sell.takerFeeBps, settings.slippageBufferBps, conversionCost];
    const fixed = [...terms, settings.rebalancingBps, settings.safetyBufferBps];
    const fixedCostBps = fixed.reduce((sum, term) => sum + Number(term), 0);
    const ticks = { buyTick: Number(buy.tickSize), sellTick: Number(sell.tickSize) };
    const statistics = createSpreadStatistics();
    return [{ ...pair, ...ticks, buyBook, sellBook, fixedCostBps, conversionCost, statistics }];
  });
}
