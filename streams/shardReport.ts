import type { FeedBook } from '../venues/marketFeed';
import type { Detector } from './detector';
import type { PairSpread, ShardReport } from './shardMessages';
import type { StreamHealth } from './streamHealth';
import type { TradedVolume } from './tradedVolume';

export interface ReportSources {
  readonly markets: readonly FeedBook[];
  readonly health: StreamHealth;
  readonly volumes: readonly TradedVolume[];
  readonly detector: Detector;
}

/** What a shard tells the main thread of itself, as of now; ended episodes are told once. */
export function shardReport(
  { markets, health, volumes, detector }: ReportSources,
  now: { readonly nowMs: number; readonly badMessages: number; readonly lagMs: number },
): ShardReport {
  const streams = health.reports().map((stream, place) => ({
    instrumentId: markets[place]?.instrument.id ?? '',
    tradedLastMinute: volumes[place]?.lastMinute(now.nowMs) ?? 0,
    ...stream,
  }));
  return {
    streams,
    spreads: spreadsOf(detector),
    endedEpisodes: detector.endedEpisodes(),
    badMessages: now.badMessages,
    lagMs: now.lagMs,
  };
}

/** The statistics are live getters: copied, so that they can be posted. */
function spreadsOf(detector: Detector): PairSpread[] {
  return [...detector.statistics()].map(([pairKey, spread]) => ({
    pairKey,
    count: spread.count,
    currentBps: spread.currentBps,
    meanBps: spread.meanBps,
    sdBps: spread.sdBps,
    minBps: spread.minBps,
    maxBps: spread.maxBps,
    zScore: spread.zScore,
  }));
}
