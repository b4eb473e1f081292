// Health of one process as its own heartbeat tells: `node deploy/docker/healthcheck.mjs trader`. Exit code 0 = up.
import { spawnSync } from 'node:child_process';

const name = process.argv[2];
const { stdout } = spawnSync(process.execPath, ['dist/cli/holdfast.main.js', 'health', '--json'], {
  encoding: 'utf8',
});
try {
  process.exitCode = JSON.parse(stdout).some(({ part, kind }) => part === name && kind === 'up') ? 0 : 1;
} catch {
  process.exitCode = 1; // it said nothing: the database can't be reached
}
