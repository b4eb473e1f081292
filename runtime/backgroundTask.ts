import type { Logger } from './logger';

/** Owner of promises that nobody awaits: a failure is logged, and what still runs can be waited for. */
export interface BackgroundTasks {
  run(name: string, promise: Promise<unknown>): void;
  /** Resolves when everything handed over so far has ended. */
  settled(): Promise<void>;
}

export function createBackgroundTasks(logger: Logger): BackgroundTasks {
  const running = new Set<Promise<unknown>>();
  return {
    run(name, promise) {
      const owned: Promise<unknown> = promise
        .catch((error: unknown) => {
          logger.error({ event: 'backgroundTask.failed', task: name, err: error });
        })
        .finally(() => running.delete(owned));
      running.add(owned);
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
