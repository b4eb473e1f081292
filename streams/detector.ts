import { largestCost } from '../domain/edge';
import { latencyBufferBps } from '../domain/latencyBuffer';
import type { Denial, Opportunity } from '../domain/opportunity';
import type { QuoteConversion } from '../domain/quoteConversion';
import type { SpreadStatistics } from '../domain/spreadStatistics';
import type { FeedBook, FrameTime } from '../venues/marketFeed';
import type { Balances } from './balances';
import type { DiscoveryLog } from './discoveryLog';
import { createEpisodes, type Episode, type Episodes } from './episodes';
import { evaluatePair } from './evaluatePair';
import { createNewsGate, type NewsGate } from './newsGate';
import { profitableDepth } from './profitableDepth';
import type { DetectionSettings } from './settings';
import type { StreamHealth, UnhealthyReason } from './streamHealth';
import { createVolatility, type Volatility } from './volatility';
import { costTerms, topSpreadBps, watchedPairs, type WatchedPair } from './watchedPair';

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
  /** After a change of this instrument's best bid or ask. Synchronous; allocates nothing until a pair passes the gates on floats. */
  onTop(index: number, time: FrameTime): void;
  statistics(): ReadonlyMap<string, SpreadStatistics>;
  /** Opportunities that ended since the last call. */
  endedEpisodes(): readonly Episode[];
}

/** A hair below the minimum still goes to the decimals: floats only look. */
const FLOAT_DOUBT_BPS = 0.01;
const FLOAT_DOUBT = 1e-9;

interface Looked extends WatchedPair {
  readonly news: NewsGate;
}

/** What the functions below share. */
interface Detecting {
  readonly deps: DetectorDeps;
  readonly minNetBps: number;
  readonly minDepth: number;
  readonly volatilities: readonly Volatility[];
  readonly episodes: Episodes;
}

/** Turns changes of tops into opportunities and recorded denials: floats look, decimals decide. */
export function createDetector(deps: DetectorDeps): Detector {
  const { markets, settings } = deps;
  const detecting: Detecting = {
    deps,
    minNetBps: Number(settings.minNetBps) - FLOAT_DOUBT_BPS,
    minDepth: Number(settings.minDepthUsd) * (1 - FLOAT_DOUBT),
    volatilities: markets.map(() => createVolatility()),
    episodes: createEpisodes(),
  };
  const looked = watchedPairs(markets, deps.conversion, settings).map((pair): Looked => ({
    ...pair,
    news: createNewsGate(settings.opportunityTtlMs),
  }));
  const touching = markets.map((_, i) => looked.filter(({ buy, sell }) => buy === i || sell === i));
  return {
    onTop(index, time) {
      const market = markets[index];
      const pairs = touching[index];
      if (market === undefined || pairs === undefined) return;
      const doubledMid = market.book.priceTicks(0, 0) + market.book.priceTicks(1, 0);
      detecting.volatilities[index]?.add(doubledMid, time.receivedAtMs);
      for (const pair of pairs) look(detecting, pair, time);
    },
    statistics: () => new Map(looked.map((pair) => [pair.key, pair.statistics])),
    endedEpisodes: () => detecting.episodes.takeEnded(),
  };
}

/** The gates in the order of their price: spread, health, costs, depth, news; only then decimals. */
function look(detecting: Detecting, pair: Looked, time: FrameTime): void {
  const { health } = detecting.deps;
  const spreadBps = topSpreadBps(pair);
  if (!Number.isNaN(spreadBps)) pair.statistics.add(spreadBps);
  if (!(spreadBps > 0)) {
    end(detecting, pair);
    return;
  }
  const nowMs = time.receivedAtMs;
  const reason = health.unhealthy(pair.buy, nowMs) ?? health.unhealthy(pair.sell, nowMs);
  if (reason !== undefined) {
    stoppedByHealth(detecting, pair, { nowMs, reason });
    return;
  }
  const costBps = pair.fixedCostBps + latencyBps(detecting, pair);
  if (spreadBps - costBps < detecting.minNetBps) {
    stoppedByCosts(detecting, pair, { nowMs, spreadBps });
    return;
  }
  const depth = profitableDepth(pair, costBps, detecting.minDepth);
  if (depth < detecting.minDepth) {
    stoppedByDepth(detecting, pair, { nowMs, depth });
    return;
  }
  if (pair.news.admits(spreadBps, nowMs)) decide(detecting, pair, time);
  else detecting.episodes.seeAgain(pair.key, nowMs);
}

function decide(detecting: Detecting, pair: Looked, time: FrameTime): void {
  const { deps, episodes } = detecting;
  const nowMs = time.receivedAtMs;
  const candidate = {
    pairKey: pair.key,
    buy: pair.buyBook,
    sell: pair.sellBook,
    costs: costTerms(pair, latencyBps(detecting, pair), deps.settings),
    receivedAtMs: {
      buy: deps.health.lastMessageAtMs(pair.buy),
      sell: deps.health.lastMessageAtMs(pair.sell),
    },
  };
  const result = evaluatePair(candidate, deps.settings, deps.balances);
  if (result.kind === 'denied') {
    episodes.end(pair.key); // but no `reset`: the denied spread stands, and stays conflated
    if (wants(detecting, pair, { code: result.denial.code, nowMs }))
      deps.discoveries.add(pair.key, result.denial, nowMs);
    return;
  }
  const episode = episodes.see(pair.key, Number(result.opportunity.edge.netBps), nowMs);
  deps.onOpportunity({
    ...result.opportunity,
    id: episode.id,
    detectedAtMs: nowMs,
    expiresAtMs: nowMs + deps.settings.opportunityTtlMs,
    frameReceivedAtNs: String(time.receivedAtNs),
  });
}

function stoppedByHealth(
  detecting: Detecting,
  pair: Looked,
  { nowMs, reason }: { nowMs: number; reason: UnhealthyReason },
): void {
  end(detecting, pair);
  const code = 'STREAM_UNHEALTHY';
  if (!wants(detecting, pair, { code, nowMs })) return;
  detecting.deps.discoveries.add(pair.key, { code, figures: { reason } }, nowMs);
}

function stoppedByCosts(
  detecting: Detecting,
  pair: Looked,
  { nowMs, spreadBps }: { nowMs: number; spreadBps: number },
): void {
  end(detecting, pair);
  const code = 'EDGE_BELOW_MINIMUM';
  if (!wants(detecting, pair, { code, nowMs })) return;
  const { settings } = detecting.deps;
  const costs = costTerms(pair, latencyBps(detecting, pair), settings);
  const figures = { topGrossBps: spreadBps.toFixed(4), minNetBps: settings.minNetBps };
  const shown = spreadBps >= Number(settings.shownGrossBps) ? 'yes' : 'no';
  const denial: Denial = { code, figures: { ...figures, shown, stoppedBy: largestCost(costs), ...costs } };
  detecting.deps.discoveries.add(pair.key, denial, nowMs);
}

function stoppedByDepth(
  detecting: Detecting,
  pair: Looked,
  { nowMs, depth }: { nowMs: number; depth: number },
): void {
  end(detecting, pair);
  const code = 'DEPTH_BELOW_MINIMUM';
  if (!wants(detecting, pair, { code, nowMs })) return;
  const { minDepthUsd } = detecting.deps.settings;
  const figures = { profitableDepthUsd: depth.toFixed(2), minDepthUsd };
  detecting.deps.discoveries.add(pair.key, { code, figures }, nowMs);
}

function wants({ deps }: Detecting, pair: Looked, denial: { code: string; nowMs: number }): boolean {
  return deps.discoveries.wants(pair.key, denial.code, denial.nowMs);
}

function end({ episodes }: Detecting, pair: Looked): void {
  episodes.end(pair.key);
  pair.news.reset();
}

function latencyBps({ volatilities, deps }: Detecting, { buy, sell }: Looked): number {
  const buyVariance = volatilities[buy]?.variancePerSecond ?? 0;
  const sellVariance = volatilities[sell]?.variancePerSecond ?? 0;
  return latencyBufferBps(Math.sqrt(buyVariance + sellVariance), deps.settings.latencyP99Ms);
}
