import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from './exitCodes';
import { command } from '../tests/cli/command';

let home: string;
let environment: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
  environment = { HOLDFAST_HOME: home };
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const run = (...args: string[]) => command(args, environment);

describe('the command line', () => {
  it('prints help with the exit codes on stdout and succeeds', async () => {
    const { exitCode, stdout } = await run('--help');
    expect(exitCode).toBe(EXIT.ok);
    expect(stdout).toMatch(/Exit codes:[\s\S]*6 {2}a promise is broken/);
  });

  it.each([
    ['an unknown verb', ['trade'], /unknown command 'trade'/],
    ['an unknown option', ['trades', 'list', '--jsn'], /unknown option '--jsn'/],
    ['a missing reason', ['pause', '--all'], /--reason/],
    ['a missing scope', ['pause', '--reason', 'x'], /Give exactly one of --trade/],
    ['two scopes', ['kill', '--all', '--venue', 'bybit', '--reason', 'x'], /More than one scope/],
    ['an unknown benchmark', ['bench', 'nothing'], /no benchmark "nothing"/],
  ])('exits 2 on %s and says so on stderr alone', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('exits 3 when nothing runs, and says what to start', async () => {
    const { exitCode, stderr } = await run('trades', 'list');
    expect(exitCode).toBe(EXIT.notRunning);
    expect(stderr).toBe(
      'holdfast: Holdfast is not running here. Start it with `holdfast up` or `holdfast demo` (what was traded before is kept), or set DATABASE_URL and TEMPORAL_ADDRESS.\n',
    );
  });

  it.each([
    [
      'an unknown key',
      { HOLDFAST__STREAMS__STALENES_MS: '500' },
      /streams\.stalenesMs: unknown key: did you mean stalenessMs\?/,
    ],
    [
      'a wrong unit',
      { HOLDFAST__STREAMS__STALENESS_MS: '5s' },
      /streams\.stalenessMs: is "5s": write whole milliseconds/,
    ],
    [
      'contradictory limits',
      { HOLDFAST__DEADLINES__ORPHAN_CHASE_MS: '900' },
      /orphanChaseMs.*must not be above orphanMs/,
    ],
    ['live mode', { HOLDFAST__MODE: 'live' }, /live is refused/],
  ])('exits 4 on %s in the configuration and names key and source', async (_what, variables, message) => {
    Object.assign(environment, variables);
    const { exitCode, stderr, stdout } = await run('config', 'check');
    expect(exitCode).toBe(EXIT.configuration);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/set in environment HOLDFAST__/);
    expect(stdout).toBe('');
  });

  it('prints every value with its source, secrets masked', async () => {
    environment['BINANCE_API_SECRET'] = 'do-not-show';
    const { exitCode, stdout } = await run('config', 'print');
    expect(exitCode).toBe(EXIT.ok);
    expect(stdout).toMatch(/venues\.binance\.apiSecret\s+\[redacted\]\s+environment BINANCE_API_SECRET/);
    expect(stdout).not.toContain('do-not-show');
  });

  it('names the help of the very command that was used wrongly', async () => {
    const { stderr } = await run('trades', 'show');
    expect(stderr).toContain('Run `holdfast trades show --help`');
  });

  it('preflight names missing keys and the absent stack as failures with what to do, and is no error', async () => {
    Object.assign(environment, {
      HOLDFAST__VENUES__BYBIT__ENABLED: 'false',
      HOLDFAST__PAPER__BINANCE__REST_URL: 'http://127.0.0.1:1',
      HOLDFAST__VENUES__BINANCE__PUBLIC_WS_URL: 'ws://127.0.0.1:1',
    });
    const { exitCode, stdout, stderr } = await run('preflight');
    expect(exitCode).toBe(EXIT.notRunning);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/fail {2}stack .*Holdfast is not running here\n +→ Start it with `holdfast up`/);
    expect(stdout).toMatch(/fail {2}binance trader key +missing\n +→ paper\.binance\.apiKey and /);
    expect(stdout).not.toContain('bybit');
  });

  it.each([
    ['a mode that there is not', ['mode', 'REAL', '--reason', 'x'], /Choose PAPER or LIVE/],
    ['LIVE without its word', ['mode', 'LIVE', '--reason', 'x'], /give --confirm LIVE/],
    ['a wrong word', ['mode', 'LIVE', '--reason', 'x', '--confirm', 'yes'], /not LIVE\. Nothing was changed/],
    [
      'a wrong word where none is needed',
      ['resume', '--all', '--reason', 'x', '--confirm', 'y'],
      /not RESUME/,
    ],
  ])('exits 2 on %s before anything is looked for', async (_what, args, message) => {
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
  });
});
