import { CancellationScope, setHandler } from '@temporalio/workflow';
import type { TradeControls } from '../domain/lifecycle/runtime';
import { emergencyShutdownSignal, killSignal, pauseSignal, resumeSignal } from './messages';

/**
 * Listens to what people ask of this trade; call before the first await. Signals that arrived earlier are handled while this runs. One that
 * is sent by hand may lack its argument and counts all the same. Cancelling the workflow in the Web UI is taken as a kill, because a trade
 * must not end with its legs open.
 */
export function listenToControls(): TradeControls {
  const controls: TradeControls = { paused: false, kill: undefined, shutdown: undefined };
  setHandler(
    pauseSignal,
    () => {
      controls.paused = true;
    },
    { description: 'take no new risk; what is open keeps hedging and settling' },
  );
  setHandler(
    resumeSignal,
    () => {
      controls.paused = false;
    },
    { description: 'end the pause' },
  );
  setHandler(
    killSignal,
    (request) => {
      controls.kill ??= request?.reason ?? 'by signal';
    },
    { description: 'cancel, flatten, close this trade' },
  );
  setHandler(
    emergencyShutdownSignal,
    (wish) => {
      const { reason = wish?.reason ?? 'by signal', flatten = false } = controls.shutdown ?? {};
      controls.shutdown = { reason, flatten: flatten || wish?.flatten === true };
    },
    { description: 'stop for an emergency; with {"flatten": true} close what is open' },
  );
  CancellationScope.current().cancelRequested.catch(() => {
    controls.kill ??= 'workflow cancelled';
  });
  return controls;
}
