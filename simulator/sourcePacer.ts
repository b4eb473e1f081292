import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { MarketSource, SourceState } from './marketSource';

export interface PacerDeps {
  readonly source: MarketSource;
  readonly clock: Pick<Clock, 'monotonicNs'>;
  readonly logger: Logger;
  /** Virtual ms per real ms. */
  readonly speed: number;
}

export interface SourcePacer {
  state(): SourceState;
  stop(): void;
}

/** Short against the 100 ms of a depth stream, long against the cost of a wake-up. */
const WAKE_EVERY_MS = 10;

/** Lets a source run with the clock until it ends or is stopped; the end is logged with its reason. */
export function startPacer({ source, clock, logger, speed }: PacerDeps): SourcePacer {
  const startedNs = clock.monotonicNs();
  let state: SourceState = source.advanceTo(0);

  function wake(): void {
    const elapsedMs = Number(clock.monotonicNs() - startedNs) / 1e6;
    state = source.advanceTo(elapsedMs * speed);
    if (state.kind === 'running') return;
    clearInterval(timer);
    logger.info({ event: 'simulator.sourceEnded', reason: state.reason });
  }

  const timer = setInterval(wake, WAKE_EVERY_MS);
  return {
    state: () => state,
    stop: () => {
      clearInterval(timer);
    },
  };
}
