import { join } from 'node:path';
import type { ProcessSpec } from '../runtime/processSpec';
import { projectRoot } from '../runtime/projectRoot';
import type { Heartbeats } from '../storage/heartbeats';
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
}

/** Operations and trader, in this order: nothing opens on limits that nobody refreshes. */
export function tradingProcesses(stack: TradingStack): ProcessSpec[] {
  return [
    tradingProcess('operations', stack),
    tradingProcess('trader', { ...stack, dependsOn: [...stack.dependsOn, 'operations'] }),
  ];
}

function tradingProcess(name: 'operations' | 'trader', stack: TradingStack): ProcessSpec {
  const log = join(stack.folder, 'logs', `${name}.log`);
  return {
    name,
    command: process.execPath,
    args: [builtRoot(`workers/${name}.main.js`)],
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
