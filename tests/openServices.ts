import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** jest's global setup of the integration tests: a folder for the services that suites will ask for; starts nothing. */
export default function openServices(): void {
  process.env['HOLDFAST_TEST_SERVICES'] = mkdtempSync(join(tmpdir(), 'holdfast-tests-'));
}
