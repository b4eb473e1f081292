// Keeps package-lock.json complete for every platform: npm leaves out optional packages that its registry lacked when the lock was
// written, and `npm ci` then refuses on those platforms. `--check` only reports.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json');
/** Words in package names, and what npm calls that system or processor. */
const SYSTEMS = {
  darwin: 'darwin',
  win: 'win32',
  android: 'android',
  freebsd: 'freebsd',
  openharmony: 'openharmony',
  linux: 'linux',
};
const PROCESSORS = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'arm'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const missing = missingPackages(lock.packages);
const named = namedHosts(lock.packages);

if (process.argv.includes('--check')) {
  for (const { name } of missing)
    console.error(`package-lock.json lacks ${name}: run node scripts/completeLock.mjs`);
  for (const name of named)
    console.error(`package-lock.json names a host for ${name}: keep .npmrc as it is and rewrite the lock`);
  process.exitCode = missing.length + named.length === 0 ? 0 : 1;
} else {
  for (const { name, entry } of missing) lock.packages[`node_modules/${name}`] = entry;
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} packages`);
}

function missingPackages(packages) {
  return Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, owner, name))
      .map(([name, range]) => ({ name, entry: stub(name, range) })),
  );
}

/** Whether Node would find `name` from `owner`: in its own modules or those of a folder above. */
function isLocked(packages, owner, name) {
  for (let base = owner; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (packages[base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`] !== undefined)
      return true;
    if (base === '') return false;
  }
}

function stub(name, range) {
  const system = Object.entries(SYSTEMS).find(([word]) => name.includes(word))?.[1];
  const processor = name.includes('amd64') ? 'x64' : PROCESSORS.find((word) => name.includes(word));
  return {
    version: range.replace(/^[\^~]/, ''),
    optional: true,
    ...(processor && { cpu: [processor] }),
    ...(system && { os: [system] }),
  };
}

/** Packages whose tarball address stands in the lock; it would bind everybody to one registry. */
function namedHosts(packages) {
  return Object.entries(packages).flatMap(([name, { resolved }]) =>
    /^https?:/.test(resolved ?? '') ? [name] : [],
  );
}
