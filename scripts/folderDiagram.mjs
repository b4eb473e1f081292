// Draws which folder imports which, from the imports themselves, into the README; with --check only says whether it is true.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDERS = [
  'activities',
  'cli',
  'config',
  'domain',
  'execution',
  'runtime',
  'simulator',
  'storage',
  'streams',
  'venues',
  'workers',
  'workflows',
];
const BEGIN = '<!-- folders: npm run diagram -->';
const END = '<!-- end of folders -->';

const bin = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const args = [
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'json',
  '--exclude',
  '\\.test\\.ts$',
  ...FOLDERS,
];
const output = execFileSync(process.execPath, [bin, ...args], {
  cwd: root,
  maxBuffer: 1 << 28,
  encoding: 'utf8',
});
const folderOf = (path) => FOLDERS.find((folder) => path.startsWith(`${folder}/`));

const arrows = new Set();
for (const { source, dependencies } of JSON.parse(output).modules) {
  const from = folderOf(source);
  for (const { resolved, dependencyTypes } of dependencies) {
    const to = folderOf(resolved);
    if (from && to && from !== to && !dependencyTypes.includes('type-only'))
      arrows.add(`  ${from} --> ${to}`);
  }
}
const diagram = [BEGIN, '```mermaid', 'flowchart TD', ...[...arrows].sort(), '```', END].join('\n');

const file = join(root, 'README.md');
const readme = readFileSync(file, 'utf8');
const drawn = readme.replace(new RegExp(`${BEGIN}[\\s\\S]*${END}`), diagram);
if (!process.argv.includes('--check')) writeFileSync(file, drawn);
else if (drawn !== readme) {
  console.error('The folder diagram of the README is not what the imports say: run `npm run diagram`.');
  process.exitCode = 1;
}
