/** One standing opportunity of one pair and direction, from its first sight to its end. */
export interface Episode {
  readonly id: string;
  readonly pairKey: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly bestNetBps: number;
  readonly updates: number;
}

/** Duplicates of a standing opportunity are one episode with updates. */
export interface Episodes {
  see(pairKey: string, netBps: number, nowMs: number): Episode;
  /** Ends the pair's episode; `undefined` where none stands. */
  end(pairKey: string): Episode | undefined;
}

export function createEpisodes(): Episodes {
  const standing = new Map<string, Episode>();
  return {
    see(pairKey, netBps, nowMs) {
      const known = standing.get(pairKey);
      const episode: Episode = {
        id: known?.id ?? `${pairKey}@${String(nowMs)}`,
        pairKey,
        firstSeenMs: known?.firstSeenMs ?? nowMs,
        lastSeenMs: nowMs,
        bestNetBps: Math.max(netBps, known?.bestNetBps ?? netBps),
        updates: (known?.updates ?? 0) + 1,
      };
      standing.set(pairKey, episode);
      return episode;
    },
    end(pairKey) {
      const episode = standing.get(pairKey);
      if (episode !== undefined) standing.delete(pairKey);
      return episode;
    },
  };
}
