import { adoptSurvivor, bringUp } from './bringUp';
import { signalProcess } from './processIdentity';
import {
  isStopping,
  pause,
  type ProcessLife,
  type ProcessState,
  type SupervisedProcessDeps,
} from './processLife';
import type { ProcessSpec } from './processSpec';
import type { RunningProcess } from './runningProcess';
import { untilGone } from './stopSurvivors';

export interface ProcessStatus {
  readonly name: string;
  readonly state: ProcessState;
  readonly pid: number | undefined;
  readonly restarts: number;
}

export interface SupervisedProcess {
  readonly spec: ProcessSpec;
  /** Adopts a survivor or launches, and resolves when it is ready. @throws ProcessNotReadyError, SpawnError */
  start(): Promise<void>;
  /** Asks it to end, kills it after its grace time, and resolves when it is gone. */
  stop(): Promise<void>;
  /** Leaves it running, recorded for the next supervisor. */
  release(): void;
  status(): ProcessStatus;
}

const FIRST_LAUNCHES = 6;
/** Up for so long, a process has recovered: the next death waits the shortest delay again. */
const RECOVERED_AFTER_MS = 30_000;

/**
 * idle → starting → ready → (died) restarting → ready …; stop() from anywhere → stopping → stopped.
 * The first start gives up after six launches or `readyWithinMs`; restarts never give up.
 */
export function createSupervisedProcess(spec: ProcessSpec, deps: SupervisedProcessDeps): SupervisedProcess {
  const { name } = spec;
  const life: ProcessLife = {
    spec,
    deps,
    state: 'idle',
    running: undefined,
    restarts: 0,
    busy: Promise.resolve(),
    wake: () => undefined,
  };
  return {
    spec,
    start() {
      const starting = firstStart(life);
      life.busy = starting.catch(() => undefined);
      return starting;
    },
    async stop() {
      if (life.state === 'stopped') return;
      life.state = 'stopping';
      life.wake();
      await life.busy;
      if (life.running !== undefined) await end(life, life.running);
      life.state = 'stopped';
      deps.onEvent({ kind: 'stopped', name });
    },
    release() {
      life.state = 'stopped';
      life.wake();
      life.running?.release();
    },
    status: () => ({ name, state: life.state, pid: life.running?.identity.pid, restarts: life.restarts }),
  };
}

async function firstStart(life: ProcessLife): Promise<void> {
  const { spec, deps } = life;
  if (isStopping(life)) return; // stopped while it waited for what it depends on
  const beganMs = performance.now();
  life.state = 'starting';
  deps.onEvent({ kind: 'starting', name: spec.name });
  await adoptSurvivor(life, (survivor) => end(life, survivor));
  const running = await bringUp(life, FIRST_LAUNCHES);
  if (running === undefined) return;
  life.state = 'ready';
  const tookMs = performance.now() - beganMs;
  deps.onEvent({ kind: 'ready', name: spec.name, pid: running.identity.pid, tookMs });
  void keepAlive(life, running); // never rejects; ends with stop() or release()
}

async function keepAlive(life: ProcessLife, first: RunningProcess): Promise<void> {
  const { spec, deps } = life;
  let running = first;
  for (let failures = 0; ;) {
    const upSinceMs = performance.now();
    const reason = await running.ended;
    if (isStopping(life)) return;
    life.state = 'restarting';
    deps.onEvent({ kind: 'died', name: spec.name, pid: running.identity.pid, reason });
    failures = performance.now() - upSinceMs > RECOVERED_AFTER_MS ? 1 : failures + 1;
    const again = restart(life, failures);
    life.busy = again;
    const next = await again;
    if (next === undefined) return;
    running = next;
    life.state = 'ready';
    life.restarts += 1;
    deps.onEvent({
      kind: 'restarted',
      name: spec.name,
      pid: running.identity.pid,
      restarts: life.restarts,
    });
  }
}

/** Tries until it runs; `undefined` where it was stopped meanwhile. */
async function restart(life: ProcessLife, failures: number): Promise<RunningProcess | undefined> {
  for (let tries = failures; !isStopping(life); tries++) {
    await pause(life, life.deps.restartDelayMs(tries));
    try {
      return await bringUp(life, Infinity);
    } catch {
      // its program is being replaced, or the disk is full: tried again after a longer pause
    }
  }
  return undefined;
}

async function end({ spec, deps }: ProcessLife, target: RunningProcess): Promise<void> {
  signalProcess(target.identity, spec.stopSignal ?? 'SIGTERM');
  await untilGone(target.identity, spec.stopGraceMs ?? 20_000);
  signalProcess(target.identity, 'SIGKILL');
  await untilGone(target.identity, 5_000);
  target.release();
  deps.records.forget(spec.name);
}
