/** Runs `touch` at once and then each `everyMs`, so that idle connections are not closed under us. A failed round is the next one's work, the first one too. */
export interface KeepWarm {
  start(): Promise<void>;
  stop(): void;
}

export function createKeepWarm(everyMs: number, touch: () => Promise<unknown>): KeepWarm {
  let timer: NodeJS.Timeout | undefined;
  return {
    async start() {
      timer ??= setInterval(() => {
        touch().catch(() => undefined);
      }, everyMs).unref();
      await touch();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
