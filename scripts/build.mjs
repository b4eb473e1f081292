// Transpiles every source to dist/ and bundles the workflows. Types are checked by `./holdfast test`, not here: this takes seconds.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'dist');
// built beside and moved into place whole, so that a stopped build leaves the old one
const draft = join(root, `dist.${process.pid}`);
const NOT_SOURCES = new Set(['node_modules', 'tests', 'docs', 'scripts', 'deploy', 'coverage']);

const options = {
  configFile: false,
  swcrc: false,
  sourceMaps: 'inline',
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'commonjs' },
};

const startedMs = performance.now();
try {
  const sources = sourceFiles('');
  mkdirSync(draft);
  await Promise.all(sources.map(transpile));
  await bundleWorkflows();
  writeFileSync(join(draft, '.built'), '');
  replaceBuild();
  console.log(`Built ${sources.length} files in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
} finally {
  rmSync(draft, { recursive: true, force: true });
}

function sourceFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isSourceFolder(folder, entry.name) ? sourceFiles(path) : [];
    return folder !== '' && /\.ts$/.test(entry.name) && !/\.(test|d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

function isSourceFolder(parent, name) {
  return !name.startsWith('.') && !(parent === '' && (NOT_SOURCES.has(name) || name.startsWith('dist')));
}

async function transpile(path) {
  const { code } = await transformFile(join(root, path), options);
  const output = join(draft, path.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, code);
}

async function bundleWorkflows() {
  const { buildWorkflowBundle } = createRequire(import.meta.url)(
    join(draft, 'workers', 'buildWorkflowBundle.js'),
  );
  await buildWorkflowBundle(join(root, 'workflows', 'index.ts'), join(draft, 'workflow-bundle.js'));
}

function replaceBuild() {
  const old = `${draft}.old`;
  rmSync(old, { recursive: true, force: true });
  try {
    renameSync(target, old);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(draft, target);
  rmSync(old, { recursive: true, force: true });
}
