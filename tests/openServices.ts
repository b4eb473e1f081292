import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isSameProcessAlive } from '../runtime/processIdentity';
import { removeRun } from './closeServices';

const PREFIX = 'holdfast-tests-';

/** jest's global setup of the integration tests: a folder for the services that suites will ask for; starts nothing. */
export default async function openServices(): Promise<void> {
  await sweepDeadRuns();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, '.owner'), JSON.stringify(identifyProcess(process.pid)));
  process.env['HOLDFAST_TEST_SERVICES'] = folder;
}

/** A killed run can't clean up after itself: the next one does. */
async function sweepDeadRuns(): Promise<void> {
  const runs = readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name));
  for (const run of runs) if (isOurs(run) && ownerIsDead(run)) await removeRun(run);
}

const isOurs = (run: string): boolean => statSync(run, { throwIfNoEntry: false })?.uid === process.getuid?.();

/** A run without a readable owner is just being made, or somebody else's: left alone. */
function ownerIsDead(run: string): boolean {
  try {
    const owner = JSON.parse(readFileSync(join(run, '.owner'), 'utf8')) as { pid: number; startedAt: string };
    return !isSameProcessAlive(owner);
  } catch {
    return false;
  }
}
