import { readFileSync } from 'node:fs';
import { identifyProcess, isSameProcessAlive, signalProcess, type ProcessIdentity } from './processIdentity';
import type { ProcessRecords } from './processRecord';
import { fingerprintOf, type ProcessSpec } from './processSpec';
import { adopt, launch, type RunningProcess } from './runningProcess';
import { untilGone } from './stopSurvivors';

export type ProcessState = 'idle' | 'starting' | 'ready' | 'restarting' | 'stopping' | 'stopped';

export type ProcessEvent =
  | { readonly kind: 'starting'; readonly name: string }
  | { readonly kind: 'adopted'; readonly name: string; readonly pid: number }
  | { readonly kind: 'ready'; readonly name: string; readonly pid: number; readonly tookMs: number }
  | { readonly kind: 'died'; readonly name: string; readonly pid: number; readonly reason: string }
  | { readonly kind: 'restarted'; readonly name: string; readonly pid: number; readonly restarts: number }
  | { readonly kind: 'stopped'; readonly name: string };

export interface SupervisedProcessDeps {
  readonly records: ProcessRecords;
  readonly logFile: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly restartDelayMs: (failures: number) => number;
  readonly onEvent: (event: ProcessEvent) => void;
}

export interface ProcessStatus {
  readonly name: string;
  readonly state: ProcessState;
  readonly pid: number | undefined;
  readonly restarts: number;
}

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

export type SupervisedProcess = ReturnType<typeof createSupervisedProcess>;

const FIRST_LAUNCHES = 6;
const PROBE_EVERY_MS = 50;
/** Up for so long, a process has recovered: the next death waits the shortest delay again. */
const RECOVERED_AFTER_MS = 30_000;

/**
 * idle → starting → ready → (died) restarting → ready …; stop() from anywhere → stopping → stopped.
 * The first start gives up after six launches or `readyWithinMs`; restarts never give up.
 */
export function createSupervisedProcess(spec: ProcessSpec, deps: SupervisedProcessDeps) {
  const { records, logFile, onEvent } = deps;
  const { name } = spec;
  let state: ProcessState = 'idle';
  let running: RunningProcess | undefined;
  let restarts = 0;
  let wake: () => void = () => undefined;
  const isStopping = (): boolean => state === 'stopping' || state === 'stopped';

  /** Adopts a survivor or launches, and resolves when it is ready. @throws ProcessNotReadyError, SpawnError */
  async function start(): Promise<void> {
    const beganMs = performance.now();
    state = 'starting';
    onEvent({ kind: 'starting', name });
    await adoptSurvivor();
    const ready = await untilReady(FIRST_LAUNCHES);
    if (isStopping()) return;
    state = 'ready';
    onEvent({ kind: 'ready', name, pid: ready.identity.pid, tookMs: performance.now() - beganMs });
    void watch(ready);
  }

  async function adoptSurvivor(): Promise<void> {
    const recorded = records.survivor(name);
    if (recorded !== undefined && recorded.fingerprint !== fingerprintOf(spec)) {
      await end(adopt(recorded));
      return;
    }
    const survivor = recorded ?? unrecordedSurvivor();
    if (survivor === undefined) return;
    running = adopt(survivor);
    remember(survivor);
    onEvent({ kind: 'adopted', name, pid: survivor.pid });
  }

  function unrecordedSurvivor(): ProcessIdentity | undefined {
    const pid = spec.findSurvivor?.();
    return pid === undefined ? undefined : identifyProcess(pid);
  }

  /** Launches whenever nothing lives, until the probe says yes. */
  async function untilReady(launchesLeft: number): Promise<RunningProcess> {
    const untilMs = performance.now() + spec.readyWithinMs;
    let failures = 0;
    let reason = `no answer within ${(spec.readyWithinMs / 1_000).toFixed(0)} s`;
    while (!isStopping()) {
      if (running === undefined || !isSameProcessAlive(running.identity)) {
        if (failures >= launchesLeft) break;
        if (failures > 0) await pause(deps.restartDelayMs(failures));
        failures += 1;
        if (isStopping()) break;
        running = await launchOnce();
      }
      const current = running;
      if (await answers()) return current;
      if (performance.now() > untilMs && launchesLeft !== Infinity) break;
      const ended = await Promise.race([current.ended, pause(PROBE_EVERY_MS)]);
      if (ended !== undefined) reason = ended;
    }
    if (isStopping() && running !== undefined) return running;
    throw new ProcessNotReadyError(name, reason, logFile);
  }

  async function launchOnce(): Promise<RunningProcess> {
    await spec.beforeStart?.();
    const launched = await launch(spec, { logFile, environment: deps.environment });
    remember(launched.identity);
    return launched;
  }

  async function answers(): Promise<boolean> {
    try {
      if (!(await spec.isReady())) return false;
      if (running === undefined || !isSameProcessAlive(running.identity)) return false; // somebody else answered
      await spec.afterReady?.();
      return true;
    } catch {
      return false;
    }
  }

  function remember(identity: ProcessIdentity): void {
    records.write(name, { ...identity, fingerprint: fingerprintOf(spec) });
  }

  async function watch(first: RunningProcess): Promise<void> {
    let current = first;
    let failures = 0;
    while (!isStopping()) {
      const upSinceMs = performance.now();
      const reason = await current.ended;
      if (isStopping()) return;
      state = 'restarting';
      onEvent({ kind: 'died', name, pid: current.identity.pid, reason });
      failures = performance.now() - upSinceMs > RECOVERED_AFTER_MS ? 1 : failures + 1;
      await pause(deps.restartDelayMs(failures));
      current = await untilReadyAgain(current);
      if (isStopping()) return;
      state = 'ready';
      restarts += 1;
      onEvent({ kind: 'restarted', name, pid: current.identity.pid, restarts });
    }
  }

  async function untilReadyAgain(previous: RunningProcess): Promise<RunningProcess> {
    for (let failures = 1; ; failures++) {
      try {
        return await untilReady(Infinity);
      } catch {
        if (isStopping()) return previous;
        await pause(deps.restartDelayMs(failures)); // e.g. its program is being replaced
      }
    }
  }

  /** Asks it to end, kills it after its grace time, and resolves when it is gone. */
  async function stop(): Promise<void> {
    if (state === 'stopped' || state === 'idle') return;
    state = 'stopping';
    wake();
    if (running !== undefined) await end(running);
    state = 'stopped';
    onEvent({ kind: 'stopped', name });
  }

  async function end(target: RunningProcess): Promise<void> {
    signalProcess(target.identity, spec.stopSignal ?? 'SIGTERM');
    await untilGone(target.identity, spec.stopGraceMs ?? 20_000);
    signalProcess(target.identity, 'SIGKILL');
    await untilGone(target.identity, 5_000);
    target.release();
    records.forget(name);
  }

  /** Leaves it running, recorded for the next supervisor. */
  function release(): void {
    state = 'stopped';
    wake();
    running?.release();
  }

  /** A wait that stop() ends early. */
  function pause(ms: number): Promise<undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms, undefined);
      wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }

  const status = (): ProcessStatus => ({ name, state, pid: running?.identity.pid, restarts });

  return { spec, start, stop, release, status };
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
