// Transpiles every source to dist/ and bundles the workflows. Types are checked by `./holdfast test`, not here: this takes seconds.
// With --production, fault points are left out: neither their announcements nor the socket they go to are in the build.
// --target <folder> builds to another folder of the checkout; its name must begin with dist.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { transform } from '@swc/core';
import { withoutFaultPoints } from './withoutFaultPoints.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: wish } = parseArgs({
  options: { production: { type: 'boolean', default: false }, target: { type: 'string' } },
});
const target = resolve(root, wish.target ?? 'dist');
// built beside and moved into place whole, so that a stopped build leaves the old one
const draft = `${target}.${process.pid}`;
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
  console.log(
    `Built ${sources.length} files${wish.production ? ' without fault points' : ''} in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`,
  );
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
  const source = readFileSync(join(root, path), 'utf8');
  const { code } = await transform(wish.production ? withoutFaultPoints(path, source) : source, {
    ...options,
    filename: join(root, path),
  });
  const output = join(draft, path.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, code);
}

async function bundleWorkflows() {
  const { buildWorkflowBundle } = createRequire(import.meta.url)(
    join(draft, 'workers', 'buildWorkflowBundle.js'),
  );
  const workflows = join(root, 'workflows', 'index.ts');
  await buildWorkflowBundle(workflows, join(draft, 'workflow-bundle.js'));
  await buildWorkflowBundle(workflows, join(draft, 'workflow-bundle-encrypted.js'), {
    encodesFailures: true,
  });
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
