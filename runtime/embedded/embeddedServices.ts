import type { ProcessSpec } from '../processSpec';
import type { EmbeddedServicesDeps, ServicePlanning } from './servicePlanning';
import { createServicePorts } from './servicePorts';
import { postgresSpec } from './postgresSpec';
import { redisSpec } from './redisSpec';
import { temporalSpec } from './temporalSpec';

/** Where services will answer once the supervisor has started `specs`. */
export interface EmbeddedServices {
  readonly specs: readonly ProcessSpec[];
  readonly databaseUrl: string;
  /** `undefined` where no Redis can be had; it has been said loudly then. */
  readonly redisUrl: string | undefined;
  readonly temporalAddress: string;
  /** `undefined` where Temporal was given from outside. */
  readonly temporalUiUrl: string | undefined;
}

/** Finds or fetches the programs of every service that is not given, and says how to start them; starts nothing. */
export async function planEmbeddedServices(deps: EmbeddedServicesDeps): Promise<EmbeddedServices> {
  const servicePorts = createServicePorts(deps.dataFolder, (name, preferred, port) => {
    deps.onProgress(`${name}: port ${preferred} is taken by another program, using ${port}`);
  });
  const planning: ServicePlanning = { ...deps, servicePorts };
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
  };
}
