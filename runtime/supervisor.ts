import { join } from 'node:path';
import { identifyProcess } from './processIdentity';
import type { ProcessEvent } from './processLife';
import { createProcessRecords, type ProcessRecords } from './processRecord';
import type { ProcessSpec } from './processSpec';
import { restartDelayMs } from './restartDelay';
import { createSupervisedProcess, type ProcessStatus, type SupervisedProcess } from './supervisedProcess';

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
  /** Stops one process, or all, each before what it depends on; nothing of them lives afterwards. */
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

interface Started {
  readonly process: SupervisedProcess;
  readonly ready: Promise<void>;
}

const OWN_RECORD = '_supervisor';

/**
 * One supervisor for services and our own processes. They outlive a killed supervisor, so that open trades go on; the next supervisor on
 * the same data folder adopts them. @throws SupervisorRunningError
 */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const records = createProcessRecords(deps.dataFolder);
  const listeners = new Set<(event: ProcessEvent) => void>();
  const started = new Map<string, Started>();
  const isExclusive = deps.exclusive !== false;
  if (isExclusive) claimFolder(records, deps.dataFolder);

  function begin(spec: ProcessSpec): Promise<void> {
    const known = started.get(spec.name);
    if (known !== undefined) return known.ready;
    const process = createSupervisedProcess(spec, {
      records,
      logFile: join(deps.dataFolder, 'logs', `${spec.name}.log`),
      environment: deps.environment,
      restartDelayMs: deps.restartDelayMs ?? restartDelayMs,
      onEvent: (event) => {
        for (const listener of listeners) listener(event);
      },
    });
    const needed = spec.dependsOn.flatMap((name) => started.get(name)?.ready ?? []);
    const ready = Promise.all(needed).then(() => process.start());
    started.set(spec.name, { process, ready });
    return ready;
  }

  return {
    async start(specs) {
      await Promise.all(byDependence(specs, new Set(started.keys())).map(begin));
    },
    async stop(name) {
      const targets = [...started.values()].map(({ process }) => process);
      const chosen = targets.filter(({ spec }) => name === undefined || spec.name === name);
      await stopInOrder(chosen);
      for (const { spec } of chosen) started.delete(spec.name);
      if (name === undefined && isExclusive) records.forget(OWN_RECORD);
    },
    release() {
      for (const { process } of started.values()) process.release();
      if (isExclusive) records.forget(OWN_RECORD);
    },
    status: () => [...started.values()].map(({ process }) => process.status()),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function claimFolder(records: ProcessRecords, dataFolder: string): void {
  const other = records.survivor(OWN_RECORD);
  if (other !== undefined && other.pid !== process.pid)
    throw new SupervisorRunningError(other.pid, dataFolder);
  const self = identifyProcess(process.pid);
  if (self !== undefined) records.write(OWN_RECORD, { ...self, fingerprint: 'supervisor' });
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

/** Each before what it depends on; those that do not depend on each other together. */
async function stopInOrder(processes: readonly SupervisedProcess[]): Promise<void> {
  const stopping = new Map<string, Promise<void>>();
  function stopAfterDependants(target: SupervisedProcess): Promise<void> {
    const { name } = target.spec;
    const known = stopping.get(name);
    if (known !== undefined) return known;
    const dependants = processes.filter(({ spec }) => spec.dependsOn.includes(name));
    const stopped = Promise.all(dependants.map(stopAfterDependants)).then(() => target.stop());
    stopping.set(name, stopped);
    return stopped;
  }
  await Promise.all(processes.map(stopAfterDependants));
}
