import { createHash } from 'node:crypto';

/** One process that the supervisor starts, watches and stops: a service such as PostgreSQL, or one of our own. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the supervisor's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly runAs?: { readonly uid: number; readonly gid: number };
  /** Names of what must be ready before it starts; it is stopped before them. */
  readonly dependsOn: readonly string[];
  /** Asked again and again until it says yes; a throw is a no. */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs: number;
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** After it SIGKILL. */
  readonly stopGraceMs?: number;
  /** Runs before each start, restarts included. */
  readonly beforeStart?: () => Promise<void>;
  /** Runs whenever it has become ready, before anything that depends on it starts. */
  readonly afterReady?: () => Promise<void>;
  /** Id of a survivor that our own records have missed. */
  readonly findSurvivor?: () => number | undefined;
}

/** Changes with everything that makes a running process another one than the spec describes. Holds no secret. */
export function fingerprintOf(spec: ProcessSpec): string {
  const essence = [spec.command, spec.args, spec.cwd ?? '', Object.entries(spec.env ?? {}).sort()];
  return createHash('sha256').update(JSON.stringify(essence)).digest('hex').slice(0, 24);
}
