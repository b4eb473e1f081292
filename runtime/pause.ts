import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms`, or until `stop` is aborted if that comes first. */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted || ms <= 0) return;
  try {
    await sleep(ms, undefined, { signal: stop });
  } catch {
    // The only failure of this sleep is being woken by `stop`.
  }
}
