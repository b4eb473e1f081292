import { EXIT } from './exitCodes';
import { runProgram } from './runProgram';

async function run(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runProgram(
    { args, environment: { HOLDFAST_HOME: '/nonexistent/holdfast' }, stop: new AbortController().signal },
    { stdout: { write: (text) => (stdout += text) }, stderr: { write: (text) => (stderr += text) } },
  );
  return { exitCode, stdout, stderr };
}

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
      'holdfast: Holdfast is not running here. Start it with `holdfast up` or `holdfast demo`, or set DATABASE_URL and TEMPORAL_ADDRESS.\n',
    );
  });

  it('names the help of the very command that was used wrongly', async () => {
    const { stderr } = await run('trades', 'show');
    expect(stderr).toContain('Run `holdfast trades show --help`');
  });
});
