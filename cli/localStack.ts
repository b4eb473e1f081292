import { join } from 'node:path';
import type { Config } from '../config/schema';
import { cacheFolder } from '../runtime/dataFolder';
import { CODEC, planEmbeddedServices, type EmbeddedServices } from '../runtime/embedded/embeddedServices';
import type { ProcessSpec } from '../runtime/processSpec';
import { projectRoot } from '../runtime/projectRoot';
import { codecToken } from '../runtime/codecServer';
import { parsePayloadKey } from '../runtime/payloadCodec';
import { createSupervisor, type Supervisor } from '../runtime/supervisor';
import { migrateLatest } from '../storage/migrate';
import type { VenueEndpoints } from '../venues/venueAdapter';
import { SEARCH_ATTRIBUTES } from '../workflows/messages';
import type { CommandContext } from './commandContext';
import { requireGivenServices } from './givenServices';
import { forgetRunningStack, writeRunningStack } from './runningStack';
import { builtRoot } from './ownProcesses';
import { readyByLog } from './readyByLog';
import type { StackAddresses } from './stackAddresses';
import { progressLine } from './startProgress';

export interface LocalStackRequest {
  readonly command: 'demo' | 'up';
  /** Data, logs and records of this stack. */
  readonly folder: string;
  readonly config: Config;
  readonly environment: CommandContext['environment'];
  readonly progress: (line: string) => void;
  /** How long a process that died stays down; benchmarks kill often, and each death counts as the first. */
  readonly restartDelayMs?: (failures: number) => number;
}

/** Where simulated venues answer. */
export interface SimulatorAddresses {
  readonly simulatorAdminUrl: string;
  readonly venues: Readonly<Record<string, VenueEndpoints>>;
  /** What they trade, where that is not what is configured. */
  readonly symbols?: readonly string[];
}

/** PostgreSQL, Redis and Temporal of this machine, up and migrated; our own processes come on top. */
export interface LocalStack {
  readonly addresses: StackAddresses;
  /** Names of the services that were started here: ours start after them and stop before them. */
  readonly serviceNames: readonly string[];
  /** Starts our processes and announces the stack to other commands. */
  run(specs: readonly ProcessSpec[], simulator?: SimulatorAddresses): Promise<void>;
  /** Stops everything in order; nothing of it lives afterwards. */
  stop(): Promise<void>;
}

/** Where each service is looked for first; another free port is taken and said where somebody else has it. */
const PORTS = { postgres: 5432, redis: 6379, temporal: 7233, temporalUi: 8233, temporalMetrics: 9233 };

/** Starts the services that the configuration does not give, adopting survivors of an earlier start. */
export async function startLocalStack(request: LocalStackRequest): Promise<LocalStack> {
  const { folder, config, progress } = request;
  await requireGivenServices(config);
  const environment = { ...request.environment };
  const { restartDelayMs } = request;
  const supervisor = createSupervisor({
    dataFolder: folder,
    environment,
    ...(restartDelayMs === undefined ? {} : { restartDelayMs }),
  });
  supervisor.onEvent((event) => {
    const line = progressLine(event);
    if (line !== undefined) progress(line);
  });
  try {
    const services = await planEmbeddedServices({
      dataFolder: folder,
      cacheFolder: cacheFolder(environment),
      nodeModules: join(projectRoot(), 'node_modules'),
      environment,
      durability: 'full',
      ports: PORTS,
      namespace: config.temporal.namespace,
      searchAttributes: [...SEARCH_ATTRIBUTES],
      given: givenServices(config),
      codec: codecOf(config),
      onProgress: progress,
    });
    await supervisor.start([...services.specs, ...codecProcess(request, services)]);
    await migrateLatest(services.databaseUrl);
    return localStack(request, supervisor, services);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

function localStack(
  request: LocalStackRequest,
  supervisor: Supervisor,
  services: EmbeddedServices,
): LocalStack {
  const { command, folder, config } = request;
  const addresses = addressesOf(services, config);
  return {
    addresses,
    serviceNames: services.specs.map((spec) => spec.name),
    async run(specs, simulator) {
      await supervisor.start(specs);
      const { symbols, ...venues } = simulator ?? {};
      const traded = symbols === undefined ? {} : { symbols: [...symbols] };
      const announced = { ...addresses, ...venues, ...traded, mode: config.mode };
      writeRunningStack(folder, { command, pid: process.pid, startedAtMs: Date.now(), ...announced });
    },
    async stop() {
      forgetRunningStack(folder);
      await supervisor.stop();
    },
  };
}

/** What the Web UI is told where payloads are encrypted. */
function codecOf({ temporal }: Config): { token: string; port: number } | undefined {
  const [first] = temporal.payloadKeys;
  return first && { token: codecToken(parsePayloadKey(first.reveal())), port: temporal.codecPort };
}

/** The codec server answers the Web UI of this stack, or the pages that the configuration names where Temporal is given. */
function codecProcess({ folder, config }: LocalStackRequest, services: EmbeddedServices): ProcessSpec[] {
  const { codecPort, temporalUiUrl } = services;
  if (codecPort === undefined) return [];
  const own =
    temporalUiUrl === undefined ? [] : [temporalUiUrl, temporalUiUrl.replace('127.0.0.1', 'localhost')];
  return [
    {
      name: CODEC,
      command: process.execPath,
      args: [builtRoot('workers/codec.main.js')],
      env: {
        HOLDFAST__TEMPORAL__CODEC_PORT: String(codecPort),
        HOLDFAST__TEMPORAL__UI_ORIGINS: JSON.stringify([...config.temporal.uiOrigins, ...own]),
      },
      cwd: projectRoot(),
      dependsOn: [],
      readyWithinMs: 30_000,
      ...readyByLog(join(folder, 'logs', `${CODEC}.log`), async () => {
        const answer = await fetch(`http://127.0.0.1:${codecPort}/health`);
        return answer.ok;
      }),
    },
  ];
}

function givenServices({ database, redis, temporal }: Config) {
  return {
    databaseUrl: database.url || undefined,
    redisUrl: redis.url || undefined,
    temporalAddress: temporal.address || undefined,
  };
}

function addressesOf(services: EmbeddedServices, config: Config): StackAddresses {
  return {
    databaseUrl: services.databaseUrl,
    redisUrl: services.redisUrl,
    temporalAddress: services.temporalAddress,
    temporalNamespace: config.temporal.namespace,
    temporalUiUrl: services.temporalUiUrl,
    simulatorAdminUrl: undefined,
  };
}
