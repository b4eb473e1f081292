// The test command: every check there is, each with its time; all run even when one fails. Ends with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchServices } from './fetchServices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'holdfast-results-'));
const environment = { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' };
const npm = (script) => ({ command: 'npm', args: ['run', '--silent', script] });
const totals = { passed: 0, failed: 0, skipped: 0 };

const CHECKS = [
  { title: 'types', ...npm('typecheck') },
  { title: 'lint', ...npm('lint') },
  { title: 'import directions', ...npm('depcruise') },
  { title: 'dead code and dependencies', ...npm('knip') },
  { title: 'folder diagram', ...npm('diagram:check') },
  { title: 'format', ...npm('format:check') },
  {
    title: 'lock is complete',
    command: process.execPath,
    args: [join(root, 'scripts', 'completeLock.mjs'), '--check'],
  },
];

try {
  for (const check of CHECKS) countCheck(await step(check.title, () => run(check)));
  countCheck(await step('programs of PostgreSQL, Redis, Temporal', prepareServices));
  await jest('unit', []);
  await jest('integration', ['--runInBand']);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function step(title, work) {
  console.log(`\n── ${title}`);
  const startedMs = performance.now();
  const ok = await work();
  console.log(
    `── ${title}: ${ok ? 'ok' : 'FAILED'} (${((performance.now() - startedMs) / 1_000).toFixed(1)} s)`,
  );
  return ok;
}

function countCheck(ok) {
  totals[ok ? 'passed' : 'failed'] += 1;
}

function run({ command, args }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: environment });
    child.once('error', (error) => {
      console.error(`${command} can't be run: ${error.message}`);
      resolve(false);
    });
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function prepareServices() {
  try {
    const { temporal } = await fetchServices((line) => console.log(line));
    environment.HOLDFAST_TEMPORAL_BIN ??= temporal;
    return true;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

async function jest(project, flags) {
  const results = join(scratch, `${project}.json`);
  const args = ['--selectProjects', project, '--json', `--outputFile=${results}`, ...flags];
  const command = process.execPath;
  const bin = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const ok = await step(`${project} tests`, () => run({ command, args: [bin, ...args] }));
  if (!countTests(results) && !ok) totals.failed += 1;
}

/** Adds jest's own counts; false where it counted no failure, so that a crash of jest itself still counts. */
function countTests(file) {
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
    totals.passed += counts.numPassedTests;
    totals.failed += failed;
    totals.skipped += counts.numPendingTests + counts.numTodoTests;
    return failed > 0;
  } catch {
    return false;
  }
}
