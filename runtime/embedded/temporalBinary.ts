import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { findOnPath, isExecutable } from './programSearch';
import type { BinarySearch } from './redisBinary';
import { runProgram } from './runProgram';

/** The last version that `go install` can build: server 1.29.1, UI 2.42.1. */
const TEMPORAL_CLI_VERSION = '1.5.1';
const DOWNLOAD_PATIENCE_MS = 8_000;
const BUILD_PATIENCE_MS = 15 * 60_000;
/** Packages that the build compiles, so that its progress has an end. */
const PACKAGES_TO_BUILD = 2_300;

/** Thrown where no Temporal server can be had; one line that says what to install. */
export class TemporalMissingError extends Error {
  override readonly name = 'TemporalMissingError';
  constructor(options?: ErrorOptions) {
    super(
      'Temporal is missing: install the temporal CLI (https://docs.temporal.io/cli) or Go 1.25, or set TEMPORAL_ADDRESS',
      options,
    );
  }
}

/** The `temporal` program: on PATH, from the cache, downloaded, or built by Go once. @throws TemporalMissingError */
export async function findTemporal(search: BinarySearch): Promise<string> {
  const onPath = findOnPath(['temporal'], search.environment['PATH']);
  if (onPath !== undefined) return onPath;
  const folder = join(search.cacheFolder, `temporal-${TEMPORAL_CLI_VERSION}`);
  const cached = join(folder, 'temporal');
  if (isExecutable(cached)) return cached;
  mkdirSync(folder, { recursive: true });
  if (!(await download(folder, search))) await build(folder, search);
  return cached;
}

async function download(folder: string, { onProgress }: BinarySearch): Promise<boolean> {
  const cpu = process.arch === 'x64' ? 'amd64' : process.arch;
  const url = `https://temporal.download/cli/archive/v${TEMPORAL_CLI_VERSION}?platform=${process.platform}&arch=${cpu}`;
  const archive = join(folder, `archive.${process.pid}.tar.gz`);
  try {
    onProgress('Temporal: trying the official download (once)');
    const patience = new AbortController();
    const timer = setTimeout(() => {
      patience.abort();
    }, DOWNLOAD_PATIENCE_MS);
    const reply = await fetch(url, { signal: patience.signal });
    clearTimeout(timer); // it answers: the body may take its time
    if (!reply.ok || reply.body === null) return false;
    await pipeline(Readable.fromWeb(reply.body), createWriteStream(archive));
    await runProgram({
      command: 'tar',
      args: ['-xzf', archive, '-C', folder, 'temporal'],
      timeoutMs: 60_000,
    });
    return isExecutable(join(folder, 'temporal'));
  } catch {
    return false; // no way out of here: Go builds it from the module proxy
  } finally {
    rmSync(archive, { force: true });
  }
}

async function build(folder: string, { environment, onProgress }: BinarySearch): Promise<void> {
  const go = findOnPath(['go'], environment['PATH']);
  if (go === undefined) throw new TemporalMissingError();
  onProgress('Temporal: building it with Go (once, about three minutes)');
  let compiled = 0;
  try {
    await runProgram({
      command: go,
      args: [
        'install',
        '-v',
        '-ldflags',
        '-s -w',
        `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`,
      ],
      env: { ...environment, CGO_ENABLED: '0', GOBIN: folder },
      cwd: folder,
      timeoutMs: BUILD_PATIENCE_MS,
      onLine: () => {
        compiled += 1;
        if (compiled % 100 === 0)
          onProgress(`Temporal: built ${compiled} of about ${PACKAGES_TO_BUILD} packages`);
      },
    });
  } catch (cause) {
    throw new TemporalMissingError({ cause });
  }
}
