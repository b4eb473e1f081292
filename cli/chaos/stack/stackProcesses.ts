import { join } from 'node:path';
import { builtRoot, tradingProcesses } from '../../ownProcesses';
import { existsSync } from 'node:fs';
import type { StackAddresses } from '../../stackAddresses';
import { cacheFolder } from '../../../runtime/dataFolder';
import { planEmbeddedServices, type EmbeddedServices } from '../../../runtime/embedded/embeddedServices';
import { freePort } from '../../../runtime/freePort';
import type { ProcessSpec } from '../../../runtime/processSpec';
import { projectRoot } from '../../../runtime/projectRoot';
import type { Heartbeats } from '../../../storage/heartbeats';
import { SEARCH_ATTRIBUTES } from '../../../workflows/messages';
import { SIMULATOR, type SimulatedVenues } from './simulatedVenues';

const NAMESPACE = 'holdfast';
/** What such a stack trades, whatever is configured. */
export const STACK_SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'] as const;
const ANY_PORTS = { postgres: 0, redis: 0, temporal: 0, temporalUi: 0, temporalMetrics: 0 };

/** PostgreSQL, Redis and Temporal of one stack, with full durability: they are killed like everything else. */
export function planServices(folder: string, onProgress: (line: string) => void): Promise<EmbeddedServices> {
  return planEmbeddedServices({
    dataFolder: folder,
    cacheFolder: cacheFolder(process.env),
    nodeModules: join(projectRoot(), 'node_modules'),
    environment: process.env,
    durability: 'full',
    ports: ANY_PORTS,
    namespace: NAMESPACE,
    searchAttributes: [...SEARCH_ATTRIBUTES],
    given: {},
    onProgress,
  });
}

export function addressesOf(services: EmbeddedServices, { adminUrl }: SimulatedVenues): StackAddresses {
  return {
    databaseUrl: services.databaseUrl,
    redisUrl: services.redisUrl,
    temporalAddress: services.temporalAddress,
    temporalNamespace: NAMESPACE,
    temporalUiUrl: services.temporalUiUrl,
    simulatorAdminUrl: adminUrl,
  };
}

export interface OwnProcesses {
  readonly folder: string;
  readonly addresses: StackAddresses;
  readonly heartbeats: Heartbeats;
  /** What is set besides addresses and symbols. */
  readonly variables: Readonly<Record<string, string>>;
  readonly serviceNames: readonly string[];
}

/** Guards, operations and trader from `dist/`. @throws where nothing is built */
export async function planOwnProcesses(own: OwnProcesses): Promise<ProcessSpec[]> {
  if (!existsSync(builtRoot('workers/trader.main.js')))
    throw new Error('dist/ holds no trader: run node scripts/build.mjs first');
  return tradingProcesses({
    ...own,
    env: {
      HOLDFAST__SYMBOLS: JSON.stringify(STACK_SYMBOLS),
      ...own.variables,
    },
    dependsOn: [...own.serviceNames, SIMULATOR],
    guardPorts: [await freePort(), await freePort()],
  });
}
