/** One standing opportunity of one pair and direction, from its first sight to its end. */
export interface Episode {
  readonly id: string;
  readonly pairKey: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Best net edge that was computed in decimals. */
  readonly bestNetBps: number;
  /** How often it was seen, the first time included. */
  readonly updates: number;
}

/** Duplicates of a standing opportunity are one episode with updates. */
export interface Episodes {
  /** The pair is profitable with this net edge: begins its episode or updates it. */
  see(pairKey: string, netBps: number, nowMs: number): Episode;
  /** The standing episode was seen once more, unchanged; nothing where none stands. */
  seeAgain(pairKey: string, nowMs: number): void;
  end(pairKey: string): void;
  /** Episodes that ended since the last call, the newest left out where there are too many. */
  takeEnded(): readonly Episode[];
}

const MAX_ENDED = 200;

export function createEpisodes(): Episodes {
  const standing = new Map<string, { -readonly [K in keyof Episode]: Episode[K] }>();
  let ended: Episode[] = [];
  return {
    see(pairKey, netBps, nowMs) {
      const known = standing.get(pairKey);
      if (known === undefined) {
        const id = `${pairKey}@${String(nowMs)}`;
        const first = { id, pairKey, firstSeenMs: nowMs, lastSeenMs: nowMs, bestNetBps: netBps, updates: 1 };
        standing.set(pairKey, first);
        return { ...first };
      }
      known.lastSeenMs = nowMs;
      known.bestNetBps = Math.max(known.bestNetBps, netBps);
      known.updates++;
      return { ...known };
    },
    seeAgain(pairKey, nowMs) {
      const known = standing.get(pairKey);
      if (known === undefined) return;
      known.lastSeenMs = nowMs;
      known.updates++;
    },
    end(pairKey) {
      const episode = standing.get(pairKey);
      if (episode === undefined) return;
      standing.delete(pairKey);
      if (ended.length < MAX_ENDED) ended.push(episode);
    },
    takeEnded() {
      const taken = ended;
      ended = [];
      return taken;
    },
  };
}
