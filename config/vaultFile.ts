import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** The vault's file can't be used as it is; the message names file and cure. */
export class VaultFileError extends Error {
  override readonly name = 'VaultFileError';
}

/** Text of the vault; `undefined` where there is no file. @throws VaultFileError where others may read it */
export function readVaultFile(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if ((found.mode & 0o077) !== 0)
    throw new VaultFileError(`other users may open the vault ${file}: run chmod 600 ${file}`);
  return readFileSync(file, 'utf8');
}

/**
 * Puts `text` in place of the vault in one move: whoever dies in the middle leaves the old vault whole. Only the user may read it.
 * @throws VaultFileError where the file is not `expected` any more: somebody else has written it meanwhile
 */
export function writeVaultFile(file: string, text: string, expected: string | undefined): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (readVaultFile(file) !== expected) {
    rmSync(draft);
    throw new VaultFileError(`the vault ${file} was changed meanwhile: give the command again`);
  }
  renameSync(draft, file);
  syncFolder(dirname(file));
}

/** The move itself is on disk only when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
