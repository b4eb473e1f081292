import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of the checkout, found by its `package.json`; the same for sources and for what is built in `dist/`. */
export function projectRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${__dirname}`);
  }
}
