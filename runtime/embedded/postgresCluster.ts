import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgresBinaries';
import { postgresAnswers } from './postgresProbe';
import { runProgram } from './runProgram';
import { isReachableByOthers, makeOwnedFolder, unprivilegedUser } from './unprivileged';

/** `full` survives a power cut and is what money runs on; `none` is for tests alone. */
export type Durability = 'full' | 'none';

export const POSTGRES_USER = 'app';
export const POSTGRES_DATABASE = 'holdfast';

/** Where root keeps what the unprivileged user must reach. */
const SYSTEM_FOLDER = '/var/lib/holdfast';

/** Folder of this installation's cluster; root's may lie elsewhere and is found again by a note in the data folder. */
export function clusterFolder(dataFolder: string): string {
  const own = join(dataFolder, 'postgres');
  if (unprivilegedUser() === undefined || isReachableByOthers(own)) return own;
  const note = join(dataFolder, 'postgres-folder');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  // a new name each time: a deleted data folder must not find the cluster of its predecessor
  const folder = join(SYSTEM_FOLDER, `postgres-${randomBytes(6).toString('hex')}`);
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  writeFileSync(note, folder);
  return folder;
}

/** Makes cluster and database where they are missing; half a cluster is never left under the final name. */
export async function initCluster(
  binaries: PostgresBinaries,
  folder: string,
  durability: Durability,
): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  const runAs = unprivilegedUser();
  makeOwnedFolder(draft, runAs);
  const as = { cwd: '/', timeoutMs: 120_000, ...(runAs === undefined ? {} : { runAs }) };
  const noSync = durability === 'none' ? ['--no-sync'] : [];
  await runProgram({
    ...as,
    command: binaries.initdb,
    args: ['-D', draft, '-U', POSTGRES_USER, '--auth=trust', '--encoding=UTF8', '--no-locale', ...noSync],
  });
  await runProgram({
    ...as,
    command: binaries.postgres,
    args: ['--single', '-D', draft, 'postgres'],
    input: `create database ${POSTGRES_DATABASE};\n`,
  });
  renameSync(draft, folder);
}

/** Command line of the server on a loopback port, without a Unix socket. */
export function serverArgs(folder: string, port: number, durability: Durability): string[] {
  const sync = durability === 'full' ? 'on' : 'off';
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    fsync: sync,
    full_page_writes: sync,
    synchronous_commit: sync,
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  return ['-D', folder, '-p', String(port), ...flags];
}

/** What `postmaster.pid` says of a living server; removes the file where its process id belongs to somebody else by now. */
export function readPostmaster(folder: string): { readonly pid: number; readonly port: number } | undefined {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (isPostgres(pid)) return Number.isInteger(port) ? { pid, port } : undefined;
  rmSync(file, { force: true }); // PostgreSQL would refuse to start while any process holds that id
  return undefined;
}

function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return pidExists(pid);
  try {
    return readlinkSync(`/proc/${pid}/exe`).includes('postgres');
  } catch {
    return false;
  }
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether the cluster's server on this port serves. */
export const clusterAnswers = (port: number): Promise<boolean> => postgresAnswers(port, POSTGRES_USER);
