import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalStack, type LocalStack } from '../../cli/localStack';
import { loadOwnConfig } from '../../cli/ownConfig';
import { openSession, type Session } from '../../cli/session';
import type { Config } from '../../config/schema';
import { dataFolder } from '../../runtime/dataFolder';
import { clusterFolder } from '../../runtime/embedded/postgresCluster';
import { createLogger } from '../../runtime/logger';
import { stopSurvivors } from '../../runtime/stopSurvivors';
import { payloadConverter } from '../../workers/payloadConverter';
import { installTemporalRuntime } from '../../workers/temporalRuntime';

/** Services of a benchmark: the same ones as in `demo`, durable as there, on data of their own that is deleted at the end. */
export interface BenchStack {
  readonly folder: string;
  readonly config: Config;
  readonly services: LocalStack;
  readonly session: Session;
  /** Stops every process and deletes the data. */
  close(): Promise<void>;
}

/** A benchmark measures on empty stores of its own, whatever a user has configured. */
const OWN_SERVICES = { DATABASE_URL: '', REDIS_URL: '', TEMPORAL_ADDRESS: '', HOLDFAST__MODE: 'simulator' };

/** What a first death waits. */
const RESTART_DELAY_MS = 250;

/** Starts PostgreSQL with fsync, Redis, and Temporal on its file with full sync; Ctrl-C stops them and ends the process. */
export async function openBenchStack(say: (line: string) => void): Promise<BenchStack> {
  const environment = { ...process.env, ...OWN_SERVICES };
  installTemporalRuntime(createLogger({ module: 'bench', level: 'error' }));
  const folder = join(dataFolder(environment), 'bench');
  await stopSurvivors(folder); // of a benchmark that was killed
  deleteData(folder);
  const { config } = loadOwnConfig(environment);
  const services = await startLocalStack({
    command: 'demo',
    folder,
    config,
    environment,
    progress: say,
    restartDelayMs: () => RESTART_DELAY_MS,
  });
  const session = openSession(services.addresses, 'bench', payloadConverter(config));
  const close = async (): Promise<void> => {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await session.close();
    await services.stop();
    deleteData(folder);
  };
  const interrupt = (): void => {
    void close().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  return { folder, config, services, session, close };
}

function deleteData(folder: string): void {
  rmSync(clusterFolder(folder), { recursive: true, force: true }); // may lie elsewhere, noted in the folder
  rmSync(folder, { recursive: true, force: true });
}
