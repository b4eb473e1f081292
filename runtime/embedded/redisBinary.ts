import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, isExecutable } from './programSearch';
import { runProgram } from './runProgram';

export interface RedisBinary {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface BinarySearch {
  readonly cacheFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Told in plain words what takes long. */
  readonly onProgress: (line: string) => void;
}

const DEBIAN_PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'liblua5.1-0',
  'lua-cjson',
  'lua-bitop',
  'libatomic1',
  'libsystemd0',
];

/** A Redis or Valkey server: on PATH, from the cache, or unpacked from Debian packages without root; `undefined` where none can be had. */
export async function findRedis(search: BinarySearch): Promise<RedisBinary | undefined> {
  const onPath = findOnPath(['redis-server', 'valkey-server'], search.environment['PATH']);
  if (onPath !== undefined) return { command: onPath, env: {} };
  const folder = join(search.cacheFolder, `redis-debian-${process.arch}`);
  const cached = unpackedRedis(folder);
  if (cached !== undefined) return cached;
  if (findOnPath(['apt-get'], search.environment['PATH']) === undefined) return undefined;
  try {
    await unpackDebianPackages(folder, search);
  } catch (error) {
    search.onProgress(
      `Redis could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return unpackedRedis(folder);
}

function unpackedRedis(folder: string): RedisBinary | undefined {
  const command = join(folder, 'usr/bin/redis-server');
  if (!isExecutable(command)) return undefined;
  const libraries = [join(folder, 'usr/lib'), join(folder, 'lib')]
    .filter((each) => existsSync(each))
    .flatMap((each) => readdirSync(each).map((name) => join(each, name)))
    .filter((each) => each.endsWith('-linux-gnu'));
  return { command, env: { LD_LIBRARY_PATH: libraries.join(':') } };
}

/** `apt-get install` would enable a system service; the packages are only downloaded and unpacked, with lists of our own. */
async function unpackDebianPackages(folder: string, search: BinarySearch): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  for (const each of ['lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(draft, each), { recursive: true });
  const own = [
    '-o',
    `Dir::State::Lists=${draft}/lists`,
    '-o',
    `Dir::Cache=${draft}/cache`,
    '-o',
    'APT::Sandbox::User=',
  ];
  const at = { cwd: draft, env: search.environment, timeoutMs: 120_000 };
  try {
    search.onProgress('Redis: reading Debian package lists (once)');
    await runProgram({ ...at, command: 'apt-get', args: ['-q', ...own, 'update'] });
    search.onProgress('Redis: downloading Debian packages (once, 1.8 MB)');
    await runProgram({ ...at, command: 'apt-get', args: ['-q', ...own, 'download', ...DEBIAN_PACKAGES] });
    for (const archive of readdirSync(draft).filter((name) => name.endsWith('.deb')))
      await runProgram({ ...at, command: 'dpkg', args: ['-x', archive, 'root'] });
    renameSync(join(draft, 'root'), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
