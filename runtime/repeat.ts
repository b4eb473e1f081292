import type { Logger } from './logger';

/** A loop that runs until it is stopped. */
export interface Repetition {
  /** No run begins after this; resolves when the running one has ended. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  readonly name: string;
  /** Pause between the end of one run and the begin of the next. */
  readonly everyMs: number;
  readonly logger: Logger;
}

/** Runs `task` now and again after each pause; a failed run is logged and the next one tries anew. */
export function repeat(task: () => Promise<void>, { name, everyMs, logger }: RepeatOptions): Repetition {
  let stopped = false;
  let wake: () => void = () => undefined;

  async function loop(): Promise<void> {
    while (!stopped) {
      try {
        await task();
      } catch (error) {
        logger.warn({ event: 'repeat.failed', task: name, err: error });
      }
      if (!isStopped()) await pause();
    }
  }

  const isStopped = () => stopped;
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const ended = loop();
  return {
    stop() {
      stopped = true;
      wake();
      return ended;
    },
  };
}
