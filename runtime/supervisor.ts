import { join } from 'node:path';
import { identifyProcess } from './processIdentity';
import { createProcessRecords } from './processRecord';
import type { ProcessSpec } from './processSpec';
import { restartDelayMs } from './restartDelay';
import {
  createSupervisedProcess,
  type ProcessEvent,
  type ProcessStatus,
  type SupervisedProcess,
} from './supervisedProcess';

export interface SupervisorDeps {
  /** Records in `processes/`, output in `logs/<name>.log`. */
  readonly dataFolder: string;
  /** What children inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** Tests shorten it. */
  readonly restartDelayMs?: (failures: number) => number;
  /** False where several supervisors may come one after another for a moment, as in tests. */
  readonly exclusive?: boolean;
}

export interface Supervisor {
  /** Starts what is not running, each after what it depends on; resolves when all are ready. May be called again with more. */
  start(specs: readonly ProcessSpec[]): Promise<void>;
  /** Stops one process, or all in reverse order of dependence; nothing of ours lives afterwards. */
  stop(name?: string): Promise<void>;
  /** Lets go of everything without stopping it. */
  release(): void;
  status(): ProcessStatus[];
  /** Told of everything that happens to any process; returns how to stop being told. */
  onEvent(listener: (event: ProcessEvent) => void): () => void;
}

/** Thrown where another living supervisor owns the data folder. */
export class SupervisorRunningError extends Error {
  override readonly name = 'SupervisorRunningError';
  constructor(
    readonly pid: number,
    readonly dataFolder: string,
  ) {
    super(
      `Holdfast already runs on ${dataFolder} (process ${pid}); stop it first, or set HOLDFAST_HOME to another folder`,
    );
  }
}

const OWN_RECORD = '_supervisor';

/**
 * One supervisor for services and our own processes. They outlive a killed supervisor, so that open trades go on; the next supervisor on
 * the same data folder adopts them. @throws SupervisorRunningError
 */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const records = createProcessRecords(deps.dataFolder);
  const listeners = new Set<(event: ProcessEvent) => void>();
  const processes = new Map<string, SupervisedProcess>();
  const readiness = new Map<string, Promise<void>>();
  if (deps.exclusive !== false) claimFolder();

  function claimFolder(): void {
    const other = records.survivor(OWN_RECORD);
    if (other !== undefined && other.pid !== process.pid)
      throw new SupervisorRunningError(other.pid, deps.dataFolder);
    const self = identifyProcess(process.pid);
    if (self !== undefined) records.write(OWN_RECORD, { ...self, fingerprint: 'supervisor' });
  }

  function begin(spec: ProcessSpec): Promise<void> {
    const known = readiness.get(spec.name);
    if (known !== undefined) return known;
    const supervised = createSupervisedProcess(spec, {
      records,
      logFile: join(deps.dataFolder, 'logs', `${spec.name}.log`),
      environment: deps.environment,
      restartDelayMs: deps.restartDelayMs ?? restartDelayMs,
      onEvent: (event) => {
        for (const listener of listeners) listener(event);
      },
    });
    processes.set(spec.name, supervised);
    const ready = startAfterDependencies(supervised);
    readiness.set(spec.name, ready);
    return ready;
  }

  async function startAfterDependencies(supervised: SupervisedProcess): Promise<void> {
    await Promise.all(supervised.spec.dependsOn.map((name) => readiness.get(name)));
    await supervised.start();
  }

  async function stop(name?: string): Promise<void> {
    const targets = [...processes.values()].filter(({ spec }) => name === undefined || spec.name === name);
    await Promise.all(targets.map((target) => stopAfterDependants(target, targets)));
    for (const { spec } of targets) forget(spec.name);
    if (name === undefined && deps.exclusive !== false) records.forget(OWN_RECORD);
  }

  const stopping = new Map<string, Promise<void>>();
  function stopAfterDependants(target: SupervisedProcess, all: readonly SupervisedProcess[]): Promise<void> {
    const { name } = target.spec;
    const known = stopping.get(name);
    if (known !== undefined) return known;
    const dependants = all.filter(({ spec }) => spec.dependsOn.includes(name));
    const stopped = Promise.all(dependants.map((each) => stopAfterDependants(each, all))).then(() =>
      target.stop(),
    );
    stopping.set(name, stopped);
    return stopped;
  }

  function forget(name: string): void {
    processes.delete(name);
    readiness.delete(name);
    stopping.delete(name);
  }

  return {
    async start(specs) {
      const inOrder = byDependence(specs, new Set(processes.keys()));
      await Promise.all(inOrder.map(begin));
    },
    stop,
    release() {
      for (const each of processes.values()) each.release();
      if (deps.exclusive !== false) records.forget(OWN_RECORD);
    },
    status: () => [...processes.values()].map((each) => each.status()),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Dependencies first. @throws for a name that is unknown or depends on itself: a wiring mistake. */
function byDependence(specs: readonly ProcessSpec[], running: ReadonlySet<string>): ProcessSpec[] {
  const ordered: ProcessSpec[] = [];
  const placed = new Set(running);
  let waiting = [...specs];
  while (waiting.length > 0) {
    const next = waiting.filter((spec) => spec.dependsOn.every((name) => placed.has(name)));
    if (next.length === 0)
      throw new Error(
        `no start order for ${waiting.map(({ name }) => name).join(', ')}: a dependency is missing`,
      );
    ordered.push(...next);
    for (const { name } of next) placed.add(name);
    waiting = waiting.filter((spec) => !next.includes(spec));
  }
  return ordered;
}
