import type { ProcessRecords } from './processRecord';
import type { ProcessSpec } from './processSpec';
import type { RunningProcess } from './runningProcess';

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

/** One supervised process between its first start and its end; changed by `supervisedProcess.ts` and `bringUp.ts` alone. */
export interface ProcessLife {
  readonly spec: ProcessSpec;
  readonly deps: SupervisedProcessDeps;
  state: ProcessState;
  running: RunningProcess | undefined;
  restarts: number;
  /** The start that is under way; a stop waits for it, so that nothing is launched behind its back. */
  busy: Promise<unknown>;
  /** Ends the current pause early. */
  wake: () => void;
}

export const isStopping = ({ state }: ProcessLife): boolean => state === 'stopping' || state === 'stopped';

/** A wait that a stop ends early. */
export function pause(life: ProcessLife, ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    life.wake = () => {
      clearTimeout(timer);
      resolve(undefined);
    };
  });
}
