import { readFileSync } from 'node:fs';
import { identifyProcess, isSameProcessAlive, type ProcessIdentity } from './processIdentity';
import { isStopping, pause, type ProcessLife } from './processLife';
import { fingerprintOf } from './processSpec';
import { adopt, launch, type RunningProcess } from './runningProcess';

/** Thrown where a process did not become ready; holds the end of its log. */
export class ProcessNotReadyError extends Error {
  override readonly name = 'ProcessNotReadyError';
  constructor(
    readonly process: string,
    reason: string,
    readonly logFile: string,
  ) {
    super(`${process} did not become ready: ${reason}; its log is ${logFile}${tailOf(logFile)}`);
  }
}

const PROBE_EVERY_MS = 50;

/** Takes over a living survivor of an earlier supervisor; one of another build or with other settings is left to `replace`. */
export async function adoptSurvivor(
  life: ProcessLife,
  replace: (survivor: RunningProcess) => Promise<void>,
): Promise<void> {
  const { spec, deps } = life;
  const recorded = deps.records.survivor(spec.name);
  if (recorded !== undefined && recorded.fingerprint !== fingerprintOf(spec)) {
    await replace(adopt(recorded));
    return;
  }
  const survivor = recorded ?? unrecordedSurvivor(life);
  if (survivor === undefined) return;
  life.running = adopt(survivor);
  remember(life, survivor);
  deps.onEvent({ kind: 'adopted', name: spec.name, pid: survivor.pid });
}

/**
 * Launches whenever nothing lives, until the probe says yes; `undefined` where it was stopped meanwhile. Gives up after `launches` of
 * them or `readyWithinMs`; where `launches` is not finite it goes on. @throws ProcessNotReadyError, SpawnError
 */
export async function bringUp(life: ProcessLife, launches: number): Promise<RunningProcess | undefined> {
  const { spec } = life;
  const untilMs = launches === Infinity ? Infinity : performance.now() + spec.readyWithinMs;
  let reason = `no answer within ${(spec.readyWithinMs / 1_000).toFixed(0)} s`;
  let launched = 0;
  while (performance.now() < untilMs) {
    if (isStopping(life)) return undefined;
    const running = living(life);
    if (running === undefined) {
      if (launched >= launches) break;
      await launchAgain(life, launched);
      launched += 1;
    } else if (await isUsable(life)) return running;
    else reason = (await Promise.race([running.ended, pause(life, PROBE_EVERY_MS)])) ?? reason;
  }
  throw new ProcessNotReadyError(spec.name, reason, life.deps.logFile);
}

async function launchAgain(life: ProcessLife, failures: number): Promise<void> {
  const { spec, deps } = life;
  if (failures > 0) await pause(life, deps.restartDelayMs(failures));
  if (!isStopping(life)) await spec.beforeStart?.();
  if (isStopping(life)) return;
  const launched = await launch(spec, { logFile: deps.logFile, environment: deps.environment });
  life.running = launched;
  remember(life, launched.identity);
}

/** Whether our process answers and what must follow has been done; what answers while ours is dead is somebody else. */
async function isUsable(life: ProcessLife): Promise<boolean> {
  try {
    if (!(await life.spec.isReady()) || living(life) === undefined) return false;
    await life.spec.afterReady?.();
    return true;
  } catch {
    return false;
  }
}

const living = ({ running }: ProcessLife): RunningProcess | undefined =>
  running !== undefined && isSameProcessAlive(running.identity) ? running : undefined;

function unrecordedSurvivor({ spec }: ProcessLife): ProcessIdentity | undefined {
  const pid = spec.findSurvivor?.();
  return pid === undefined ? undefined : identifyProcess(pid);
}

function remember({ spec, deps }: ProcessLife, identity: ProcessIdentity): void {
  deps.records.write(spec.name, { ...identity, fingerprint: fingerprintOf(spec) });
}

/** The last lines of a log, so that the reason is seen without opening it. */
function tailOf(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-4);
    return lines.join('') === '' ? '' : `\n  ${lines.join('\n  ')}`;
  } catch {
    return '';
  }
}
