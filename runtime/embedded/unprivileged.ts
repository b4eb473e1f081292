import { chownSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** PostgreSQL refuses to run as root; this id is `nobody` on Debian and needs no entry anywhere. */
const UNPRIVILEGED = { uid: 65534, gid: 65534 } as const;

/** Whom PostgreSQL runs as: nobody where we are root, else ourselves. */
export function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? UNPRIVILEGED : undefined;
}

/** Whether a user who owns nothing here gets as far as `folder`; a checkout below a 0700 home is closed to him. */
export function isReachableByOthers(folder: string): boolean {
  for (let each = folder; ; each = dirname(each)) {
    const mode = statSync(each, { throwIfNoEntry: false })?.mode ?? 0o755;
    if (each !== folder && (mode & 0o001) === 0) return false;
    if (each === dirname(each)) return true;
  }
}

/** Makes `folder` for that user alone. */
export function makeOwnedFolder(folder: string, owner: { uid: number; gid: number } | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
}
