// Writes the table of refusals from domain/refusals.ts (as built) into docs/refusals.md; a unit test says when it is due.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { refusalTable } = createRequire(import.meta.url)(join(root, 'dist', 'domain', 'refusals.js'));
const file = join(root, 'docs', 'refusals.md');
const [head] = readFileSync(file, 'utf8').split('| code |');
writeFileSync(file, `${head}${refusalTable()}\n`);
