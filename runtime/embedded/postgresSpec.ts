import { createProcessRecords } from '../processRecord';
import type { ProcessSpec } from '../processSpec';
import type { ServicePlanning } from './servicePlanning';
import { findPostgresBinaries } from './postgresBinaries';
import {
  clusterAnswers,
  clusterFolder,
  initCluster,
  POSTGRES_DATABASE,
  POSTGRES_USER,
  readPostmaster,
  serverArgs,
} from './postgresCluster';
import { unprivilegedUser } from './unprivileged';

export const POSTGRES = 'postgres';

/** PostgreSQL of this data folder. Its lock file may survive a kill for a moment; the supervisor's restarts outlast that. */
export async function postgresSpec(
  planning: ServicePlanning,
): Promise<{ readonly spec: ProcessSpec; readonly databaseUrl: string }> {
  const { dataFolder, durability } = planning;
  const binaries = findPostgresBinaries(planning.nodeModules, planning.cacheFolder);
  const folder = clusterFolder(dataFolder);
  const survivor = readPostmaster(folder);
  const survives =
    survivor !== undefined || createProcessRecords(dataFolder).survivor(POSTGRES) !== undefined;
  const port =
    survivor?.port ?? (await planning.servicePorts.choose(POSTGRES, planning.ports.postgres, survives));
  const runAs = unprivilegedUser();
  const spec: ProcessSpec = {
    name: POSTGRES,
    command: binaries.postgres,
    args: serverArgs(folder, port, durability),
    cwd: '/',
    ...(runAs === undefined ? {} : { runAs }),
    dependsOn: [],
    async beforeStart() {
      await initCluster(binaries, folder, durability);
      readPostmaster(folder);
    },
    isReady: () => clusterAnswers(port),
    readyWithinMs: 60_000,
    stopSignal: 'SIGINT', // fast shutdown: rolls back what is open and does not wait for clients
    stopGraceMs: 20_000,
    findSurvivor: () => readPostmaster(folder)?.pid,
  };
  return { spec, databaseUrl: `postgres://${POSTGRES_USER}@127.0.0.1:${port}/${POSTGRES_DATABASE}` };
}
