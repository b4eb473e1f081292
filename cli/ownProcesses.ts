import { join } from 'node:path';
import type { ProcessSpec } from '../runtime/processSpec';
import { projectRoot } from '../runtime/projectRoot';
import type { Heartbeats } from '../storage/heartbeats';
import { GUARDS, type GuardPorts } from './guardPorts';
import { readyByLog } from './readyByLog';
import type { StackAddresses } from './stackAddresses';

/** Processes beat each 5 s; an adopted one may have done so just before. */
const FRESH_BEAT_MS = 6_000;

export type Variables = Readonly<Record<string, string>>;

/** Path of a built root below `dist/`, `workers/trader.main.js`. */
export const builtRoot = (root: string): string => join(projectRoot(), 'dist', root);

export interface TradingStack {
  readonly folder: string;
  readonly addresses: StackAddresses;
  readonly heartbeats: Heartbeats;
  /** What both are told besides the addresses. */
  readonly env: Variables;
  readonly dependsOn: readonly string[];
  /** Where the active guard and its standby listen. */
  readonly guardPorts: GuardPorts;
}

/**
 * Guards, operations and trader, in this order: nothing opens without a guard, nor on limits that nobody refreshes. Each guard has a port of
 * its own, which the trader is told.
 */
export function tradingProcesses(stack: TradingStack): ProcessSpec[] {
  const [port, standbyPort] = stack.guardPorts;
  const told = {
    ...stack,
    env: { ...stack.env, HOLDFAST__GUARD__ADDRESSES: `[127.0.0.1:${port}, 127.0.0.1:${standbyPort}]` },
  };
  return [
    ...GUARDS.map((name, index) => guardProcess(name, told, stack.guardPorts[index] ?? port)),
    tradingProcess('operations', told),
    tradingProcess('trader', { ...told, dependsOn: [...stack.dependsOn, ...GUARDS, 'operations'] }),
  ];
}

/** A guard is told neither Temporal nor Redis. */
function guardProcess(name: string, stack: TradingStack, port: number): ProcessSpec {
  const spec = processSpec(name, 'guard', stack);
  return {
    ...spec,
    env: {
      ...stack.env,
      DATABASE_URL: stack.addresses.databaseUrl,
      HOLDFAST_PROCESS: name,
      HOLDFAST__GUARD__LISTEN: `127.0.0.1:${port}`,
    },
  };
}

function tradingProcess(name: 'operations' | 'trader', stack: TradingStack): ProcessSpec {
  return processSpec(name, name, stack);
}

function processSpec(name: string, root: string, stack: TradingStack): ProcessSpec {
  const log = join(stack.folder, 'logs', `${name}.log`);
  return {
    name,
    command: process.execPath,
    args: [builtRoot(`workers/${root}.main.js`)],
    env: { ...addressVariables(stack.addresses), ...stack.env },
    cwd: projectRoot(),
    dependsOn: stack.dependsOn,
    readyWithinMs: 60_000,
    ...readyByLog(log, async () => {
      const agesMs = await stack.heartbeats.agesMs();
      return (agesMs.get(name) ?? Infinity) < FRESH_BEAT_MS;
    }),
  };
}

function addressVariables(addresses: StackAddresses): Variables {
  return {
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_NAMESPACE: addresses.temporalNamespace,
    ...(addresses.redisUrl === undefined ? {} : { REDIS_URL: addresses.redisUrl }),
  };
}
