import { CancellationScope, setHandler } from '@temporalio/workflow';
import type { TradeControls } from '../domain/lifecycle/runtime';
import { emergencyShutdownSignal, killSignal, pauseSignal, resumeSignal } from './messages';

/**
 * Listens to what people ask of this trade; call before the first await. A signal sent by hand may lack its argument: it counts all the
 * same. Cancelling the workflow in the Web UI is taken as a kill, because a trade must not end with its legs open.
 */
export function listenToControls(onChange: () => void): TradeControls {
  const controls: TradeControls = { paused: false, kill: undefined, shutdown: undefined };
  setHandler(pauseSignal, () => {
    controls.paused = true;
    onChange();
  });
  setHandler(resumeSignal, () => {
    controls.paused = false;
    onChange();
  });
  const kill = (reason: string) => {
    controls.kill ??= reason;
    onChange();
  };
  setHandler(killSignal, (request) => {
    kill(request?.reason ?? 'by signal');
  });
  setHandler(emergencyShutdownSignal, (request) => {
    const flatten = request?.flatten === true || controls.shutdown?.flatten === true;
    controls.shutdown = {
      reason: controls.shutdown?.reason ?? request?.reason ?? 'by signal',
      flatten,
    };
    onChange();
  });
  CancellationScope.current().cancelRequested.catch(() => {
    kill('workflow cancelled');
  });
  return controls;
}
