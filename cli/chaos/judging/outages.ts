/** Who could not do its part, and when, on this machine's clock in ms. */
export interface Outage {
  /** Name of a process, or `venue`. */
  readonly of: string;
  readonly fromMs: number;
  /** `undefined` while it lasts. */
  toMs: number | undefined;
}

/** What was away at which time, for saying which bound an orphan falls under. */
export interface Outages {
  /** Returns how to end it, at this moment or another one. */
  begin(of: string): (atMs?: number) => void;
  /** Outages of these that touch the time from `fromMs` to `toMs`. */
  during(fromMs: number, toMs: number, of: (name: string) => boolean): Outage[];
  isQuiet(): boolean;
}

export function createOutages(nowMs: () => number = Date.now): Outages {
  const all: Outage[] = [];
  return {
    begin(of) {
      const outage: Outage = { of, fromMs: nowMs(), toMs: undefined };
      all.push(outage);
      return (atMs = nowMs()) => {
        outage.toMs ??= Math.max(outage.fromMs, atMs);
      };
    },
    during: (fromMs, toMs, of) =>
      all.filter((outage) => of(outage.of) && outage.fromMs <= toMs && (outage.toMs ?? Infinity) >= fromMs),
    isQuiet: () => all.every(({ toMs }) => toMs !== undefined),
  };
}
