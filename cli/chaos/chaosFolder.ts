import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../runtime/dataFolder';
import { clusterFolder } from '../../runtime/embedded/postgresCluster';
import { stopSurvivors } from '../../runtime/stopSurvivors';
import type { CommandContext } from '../commandContext';

/** An empty folder of its own for one run; what an earlier run has left, processes too, is gone. */
export async function openChaosFolder(
  environment: CommandContext['environment'],
  name = 'chaos',
): Promise<string> {
  const folder = join(dataFolder(environment), name);
  if (existsSync(folder)) await stopSurvivors(folder); // of a run that was killed
  deleteChaosFolder(folder);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711); // PostgreSQL runs as another user when this one is root
  return folder;
}

export function deleteChaosFolder(folder: string): void {
  rmSync(clusterFolder(folder), { recursive: true, force: true }); // may lie elsewhere, noted in the folder
  rmSync(folder, { recursive: true, force: true });
}
