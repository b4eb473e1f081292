import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopSurvivors } from '../runtime/stopSurvivors';

/** jest's global teardown of the integration tests: stops what suites have started and removes its data. */
export default async function closeServices(): Promise<void> {
  const folder = process.env['HOLDFAST_TEST_SERVICES'];
  if (folder !== undefined) await removeRun(folder);
}

/** Stops the services of one jest run and removes their data. */
export async function removeRun(folder: string): Promise<void> {
  const services = readdirSync(folder).filter((name) => !name.startsWith('.'));
  await Promise.all(services.map((service) => stopSurvivors(join(folder, service))));
  rmSync(folder, { recursive: true, force: true });
}
