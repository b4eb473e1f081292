import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessSpec } from '../../../runtime/processSpec';
import type { Supervisor } from '../../../runtime/supervisor';

/** What chaos may do to the processes that it started, each by its id. */
export interface ProcessHandles {
  /** In the order in which they were started. */
  readonly names: readonly string[];
  /** `kill -9`, at once. */
  kill(name: string): void;
  /** The signal that asks it to end in order; the supervisor starts it again. */
  ask(name: string): void;
  /** Stops it in its tracks, children included, until `thaw`. */
  freeze(name: string): void;
  thaw(name: string): void;
  /** Resolves when the process that is killed next, or was killed before and is not back yet, is ready again. */
  untilRestarted(name: string): Promise<void>;
  /** True where every process runs and has said that it is ready. */
  allReady(): boolean;
}

/** Handles by name; the ids come from the supervisor, which alone knows who is who after a restart. */
export function createProcessHandles(supervisor: Supervisor, specs: readonly ProcessSpec[]): ProcessHandles {
  function pidOf(name: string): number {
    const pid = supervisor.status().find((process) => process.name === name)?.pid;
    if (pid === undefined) throw new Error(`${name} does not run`);
    return pid;
  }

  function signalAll(name: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
    for (const pid of withChildren(pidOf(name))) signalIfAlive(pid, signal);
  }

  return {
    names: specs.map(({ name }) => name),
    kill: (name) => {
      signalIfAlive(pidOf(name), 'SIGKILL');
    },
    ask: (name) => {
      const spec = specs.find((one) => one.name === name);
      signalIfAlive(pidOf(name), spec?.stopSignal ?? 'SIGTERM');
    },
    freeze: (name) => {
      signalAll(name, 'SIGSTOP');
    },
    thaw: (name) => {
      signalAll(name, 'SIGCONT');
    },
    untilRestarted: (name) =>
      new Promise((resolve) => {
        const stopListening = supervisor.onEvent((event) => {
          if (event.kind !== 'restarted' || event.name !== name) return;
          stopListening();
          resolve();
        });
      }),
    allReady: () => supervisor.status().every(({ state }) => state === 'ready'),
  };
}

/** It may have died since it was looked up; any other failure is real. */
function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}

/** The process and those that it forked: PostgreSQL serves each connection in a child. Without /proc only the process itself. */
function withChildren(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(withChildren)];
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return []; // no /proc on this system, or gone meanwhile
  }
}
