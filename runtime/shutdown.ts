import type { Logger } from './logger';

export interface ShutdownStep {
  readonly name: string;
  stop(): Promise<void>;
}

/** What of `process` is used, so that a test can stand in for it. */
export interface StoppableProcess {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

export interface ShutdownDeps {
  readonly logger: Logger;
  readonly process: StoppableProcess;
  /** All steps together; then the process ends at once. */
  readonly patienceMs?: number;
}

export interface Shutdown {
  /** Steps run in reverse order of registration: what was opened last is closed first. */
  add(step: ShutdownStep): void;
  /** The same as a first SIGTERM. */
  request(reason: string): void;
  /** Resolves when all steps have run; the process then exits with 0, or 1 where a step failed. */
  readonly done: Promise<void>;
}

/**
 * Ordered end of a process. States: running → stopping (first SIGINT or SIGTERM, or a request) → ended. A second signal, or steps that
 * take longer than 20 s, end the process at once with code 1.
 */
export function createShutdown(deps: ShutdownDeps): Shutdown {
  const { logger, patienceMs = 20_000 } = deps;
  const steps: ShutdownStep[] = [];
  let stopping = false;
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const onInterrupt = (): void => {
    begin('SIGINT');
  };
  const onTerminate = (): void => {
    begin('SIGTERM');
  };
  deps.process.on('SIGINT', onInterrupt);
  deps.process.on('SIGTERM', onTerminate);

  function begin(reason: string): void {
    if (stopping) {
      logger.warn({ event: 'shutdown.forced', reason });
      deps.process.exit(1);
      return;
    }
    stopping = true;
    logger.info({ event: 'shutdown.started', reason });
    void end();
  }

  async function end(): Promise<void> {
    const timer = setTimeout(() => {
      logger.error({ event: 'shutdown.timedOut', patienceMs });
      deps.process.exit(1);
    }, patienceMs);
    const failed = await runSteps(steps, logger);
    clearTimeout(timer);
    deps.process.off('SIGINT', onInterrupt);
    deps.process.off('SIGTERM', onTerminate);
    logger.info({ event: 'shutdown.finished', failed });
    finish();
    deps.process.exit(failed === 0 ? 0 : 1);
  }

  return { add: (step) => steps.push(step), request: begin, done };
}

/** Number of steps that failed; a failing step does not keep the others from running. */
async function runSteps(steps: readonly ShutdownStep[], logger: Logger): Promise<number> {
  let failed = 0;
  for (const step of steps.toReversed()) {
    try {
      await step.stop();
    } catch (error) {
      failed += 1;
      logger.error({ event: 'shutdown.stepFailed', step: step.name, err: error });
    }
  }
  return failed;
}
