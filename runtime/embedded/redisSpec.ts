import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createProcessRecords } from '../processRecord';
import type { ProcessSpec } from '../processSpec';
import type { ServicePlanning } from './servicePlanning';
import { findRedis } from './redisBinary';
import { redisAnswers } from './redisProbe';

export const REDIS = 'redis';

/** Redis of this data folder; `undefined`, said loudly, where no server can be had: it holds the only copy of nothing. */
export async function redisSpec(
  planning: ServicePlanning,
): Promise<{ readonly spec: ProcessSpec; readonly redisUrl: string } | undefined> {
  const binary = await findRedis(planning);
  if (binary === undefined) {
    planning.onProgress(
      'WARNING: no Redis: install redis-server or valkey (macOS: brew install valkey), or set REDIS_URL. Running without it: nothing is lost, prices reach other processes more slowly.',
    );
    return undefined;
  }
  const folder = join(planning.dataFolder, 'redis');
  const survives = createProcessRecords(planning.dataFolder).survivor(REDIS) !== undefined;
  const port = await planning.servicePorts.choose(REDIS, planning.ports.redis, survives);
  const spec: ProcessSpec = {
    name: REDIS,
    command: binary.command,
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
    ],
    env: binary.env,
    dependsOn: [],
    beforeStart() {
      mkdirSync(folder, { recursive: true });
      return Promise.resolve();
    },
    isReady: () => redisAnswers(port),
    readyWithinMs: 20_000,
    stopGraceMs: 10_000,
  };
  return { spec, redisUrl: `redis://127.0.0.1:${port}` };
}
