import { isSameProcessAlive, signalProcess } from './processIdentity';
import { createProcessRecords } from './processRecord';

const GRACE_MS = 10_000;

/** Stops every recorded process of a data folder that no supervisor owns any more; resolves when all are gone. */
export async function stopSurvivors(dataFolder: string): Promise<void> {
  const records = createProcessRecords(dataFolder);
  await Promise.all(
    records.names().map(async (name) => {
      const survivor = records.survivor(name);
      if (survivor !== undefined) {
        signalProcess(survivor, 'SIGINT'); // PostgreSQL's fast shutdown; all others treat it as SIGTERM
        await untilGone(survivor, GRACE_MS);
        signalProcess(survivor, 'SIGKILL');
      }
      records.forget(name);
    }),
  );
}

/** Resolves when the process is gone, or when patience is over. */
export async function untilGone(
  identity: Parameters<typeof isSameProcessAlive>[0],
  patienceMs: number,
): Promise<void> {
  const untilMs = performance.now() + patienceMs;
  while (isSameProcessAlive(identity) && performance.now() < untilMs)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
