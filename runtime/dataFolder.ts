import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { projectRoot } from './projectRoot';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where data of this installation lives: `HOLDFAST_HOME`, else `.holdfast` in the checkout. Made where it is missing. */
export function dataFolder(environment: Environment): string {
  const home = environment['HOLDFAST_HOME'];
  const folder = home === undefined || home === '' ? join(projectRoot(), '.holdfast') : resolve(home);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Where downloaded and built programs are kept, shared by all checkouts of a user: `HOLDFAST_CACHE`, else the user's cache; for root a
 * folder that the unprivileged user of PostgreSQL can reach. Falls back to the data folder where that can't be written.
 */
export function cacheFolder(environment: Environment): string {
  const given = environment['HOLDFAST_CACHE'];
  const isRoot = process.getuid?.() === 0;
  const usual = isRoot ? '/var/lib/holdfast/cache' : join(homedir(), '.cache', 'holdfast');
  const wanted = given === undefined || given === '' ? usual : resolve(given);
  try {
    mkdirSync(wanted, { recursive: true });
    return wanted;
  } catch {
    const fallback = join(dataFolder(environment), 'cache');
    mkdirSync(fallback, { recursive: true });
    return fallback;
  }
}
