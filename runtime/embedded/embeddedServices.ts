import type { ProcessSpec } from '../processSpec';
import type { EmbeddedServicesDeps, ServicePlanning } from './servicePlanning';
import { createProcessRecords } from '../processRecord';
import { createServicePorts, type ServicePorts } from './servicePorts';
import { postgresSpec } from './postgresSpec';
import { redisSpec } from './redisSpec';
import { temporalSpec } from './temporalSpec';

/** The process of ours that decodes payloads for the Web UI. */
export const CODEC = 'codec';

/** Where services will answer once the supervisor has started `specs`. */
export interface EmbeddedServices {
  readonly specs: readonly ProcessSpec[];
  readonly databaseUrl: string;
  /** `undefined` where no Redis can be had; it has been said loudly then. */
  readonly redisUrl: string | undefined;
  readonly temporalAddress: string;
  /** `undefined` where Temporal was given from outside. */
  readonly temporalUiUrl: string | undefined;
  /** Where the codec server is to listen; `undefined` where payloads are in the clear. */
  readonly codecPort: number | undefined;
}

/** Finds or fetches the programs of every service that is not given, and says how to start them; starts nothing. */
export async function planEmbeddedServices(deps: EmbeddedServicesDeps): Promise<EmbeddedServices> {
  const servicePorts = createServicePorts(deps.dataFolder, (name, preferred, port) => {
    deps.onProgress(`${name}: port ${preferred} is taken by another program, using ${port}`);
  });
  const codecPort = await chooseCodecPort(deps, servicePorts);
  const codecEndpoint =
    codecPort === undefined ? undefined : `http://127.0.0.1:${codecPort}/${deps.codec?.token ?? ''}`;
  const planning: ServicePlanning = { ...deps, servicePorts, codecEndpoint };
  const { databaseUrl, redisUrl, temporalAddress } = deps.given;
  const postgres = databaseUrl === undefined ? await postgresSpec(planning) : { databaseUrl };
  const redis = redisUrl === undefined ? await redisSpec(planning) : { redisUrl };
  const temporal =
    temporalAddress === undefined ? await temporalSpec(planning) : { address: temporalAddress };
  const started = [postgres, redis, temporal].flatMap((plan) => plan ?? []);
  return {
    specs: started.flatMap((plan) => ('spec' in plan ? [plan.spec] : [])),
    databaseUrl: postgres.databaseUrl,
    redisUrl: redis?.redisUrl,
    temporalAddress: temporal.address,
    temporalUiUrl: 'uiUrl' in temporal ? temporal.uiUrl : undefined,
    codecPort,
  };
}

function chooseCodecPort(
  { codec, dataFolder }: EmbeddedServicesDeps,
  servicePorts: ServicePorts,
): Promise<number | undefined> {
  if (codec === undefined) return Promise.resolve(undefined);
  const survives = createProcessRecords(dataFolder).survivor(CODEC) !== undefined;
  return servicePorts.choose(CODEC, codec.port, survives);
}
