import type { Controls } from '../../storage/controls';
import type { TradeReports } from '../../storage/tradeReports';
import { pause } from '../../runtime/pause';
import { controlText, liftCommand } from '../controlText';

/** A demo never replaces a shutdown, also one that begins meanwhile. */
type PausingControls = Pick<Controls, 'setUnlessShutDown' | 'inForce'>;

export interface QuietEndDeps {
  readonly controls: PausingControls;
  readonly reports: Pick<TradeReports, 'list'>;
  /** Aborted where the person does not want to wait: the open trades then go on at the next start. */
  readonly hurry: AbortSignal;
}

/** Who set the pause; only this one is lifted by the next start, never one of an operator. */
const DEMO = 'demo';
const REASON = 'the demo ends: open trades finish, no new one opens';
const LOOK_INTERVAL_MS = 100;

/**
 * Ends a run without cutting a trade in two: no new risk, then waits until no trade is open.
 * Returns how many are still open after `patienceMs`; they go on at the next start.
 */
export async function endQuietly(deps: QuietEndDeps, patienceMs: number): Promise<number> {
  const inForce = await deps.controls.inForce();
  if (!inForce.some((control) => control.scope === 'global'))
    await deps.controls.setUnlessShutDown({
      scope: 'global',
      key: '',
      state: 'paused',
      reason: REASON,
      setBy: DEMO,
    });
  const untilMs = Date.now() + patienceMs;
  for (;;) {
    const open = await deps.reports.list({ limit: 1_000, openOnly: true });
    if (open.length === 0 || Date.now() >= untilMs || deps.hurry.aborted) return open.length;
    await pause(LOOK_INTERVAL_MS, deps.hurry);
  }
}

/** Lifts the pause that an earlier demo set at its end, and returns what else is in force, for the person to know. */
export async function liftOwnPause(controls: PausingControls): Promise<string[]> {
  const inForce = await controls.inForce();
  const own = inForce.filter((control) => control.setBy === DEMO);
  for (const control of own)
    await controls.setUnlessShutDown({ ...control, state: 'running', reason: 'the demo starts again' });
  return inForce
    .filter((control) => control.setBy !== DEMO)
    .map((control) => `${controlText(control)}. Lift it with: ${liftCommand(control)}`);
}
