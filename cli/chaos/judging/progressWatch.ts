import type { CrashPoints } from '../stack/crashPoints';

/** Places at which a trade has got something done: a result is stored, or the trade is closed. */
const PROGRESS: ReadonlySet<string> = new Set(['finish.after', 'close.after']);

/** Measures how long trading takes to go on after a process was killed. */
export interface ProgressWatch {
  /** From this moment until the next progress of any trade. */
  killed(name: string): void;
  /** Resolves with true at the next close of a trade, with false where none closes in time. */
  nextClose(patienceMs: number): Promise<boolean>;
  /** Per process, ms from each of its kills to the first progress after it. */
  readonly recoveriesMs: ReadonlyMap<string, readonly number[]>;
  stop(): void;
}

export function watchProgress(points: CrashPoints): ProgressWatch {
  const recoveriesMs = new Map<string, number[]>();
  let waiting: { readonly name: string; readonly sinceMs: number }[] = [];
  const stop = points.onReached(({ point, atMs }) => {
    if (!PROGRESS.has(point)) return;
    for (const { name, sinceMs } of waiting)
      recoveriesMs.set(name, [...(recoveriesMs.get(name) ?? []), atMs - sinceMs]);
    waiting = [];
  });
  return {
    killed(name) {
      waiting.push({ name, sinceMs: performance.now() });
    },
    nextClose: (patienceMs) =>
      new Promise((resolve) => {
        const end = (isClosed: boolean): void => {
          clearTimeout(timer);
          stopListening();
          resolve(isClosed);
        };
        const timer = setTimeout(end, patienceMs, false);
        const stopListening = points.onReached(({ point }) => {
          if (point === 'close.after') end(true);
        });
      }),
    recoveriesMs,
    stop,
  };
}
