import type { SearchAttributeType } from '@temporalio/common';
import type { Durability } from './postgresCluster';
import type { ServicePorts } from './servicePorts';

export interface PreferredPorts {
  /** 0 takes any free port. */
  readonly postgres: number;
  readonly redis: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly temporalMetrics: number;
}

export interface EmbeddedServicesDeps {
  /** Of the stack, e.g. `.holdfast/demo`; the same as the supervisor's. */
  readonly dataFolder: string;
  readonly cacheFolder: string;
  readonly nodeModules: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly durability: Durability;
  readonly ports: PreferredPorts;
  readonly namespace: string;
  readonly searchAttributes: readonly { readonly name: string; readonly type: SearchAttributeType }[];
  /** What the Web UI must know to ask the codec server, and its preferred port; absent where payloads are in the clear. */
  readonly codec?: { readonly token: string; readonly port: number } | undefined;
  /** Services that somebody else runs; these are not started. */
  readonly given: {
    readonly databaseUrl?: string | undefined;
    readonly redisUrl?: string | undefined;
    readonly temporalAddress?: string | undefined;
  };
  readonly onProgress: (line: string) => void;
}

/** What each service gets to plan itself. */
export interface ServicePlanning extends EmbeddedServicesDeps {
  readonly servicePorts: ServicePorts;
  /** Address of the codec server with the token in it. */
  readonly codecEndpoint: string | undefined;
}
