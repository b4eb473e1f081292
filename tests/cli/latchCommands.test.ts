import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../cli/exitCodes';
import { createControls, type Control } from '../../storage/controls';
import { createDatabase, type Database } from '../../storage/database';
import { createSettings } from '../../storage/settings';
import { startPostgres } from '../services';
import { command } from './command';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

let database: Database;
let environment: Record<string, string>;
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-latches-'));
  const url = await (await startPostgres()).createDatabase();
  database = createDatabase(url);
  // nothing of ours listens there: none of these commands may need Temporal
  environment = { HOLDFAST_HOME: home, DATABASE_URL: url, TEMPORAL_ADDRESS: '127.0.0.1:1' };
});
afterEach(async () => {
  await database.close();
  rmSync(home, { recursive: true, force: true });
});

const run = (...args: string[]) => command(args, environment);

async function audited(): Promise<unknown[]> {
  return database.query({
    name: 'audited',
    text: 'select who, action, details from audit_log order by id',
    values: [],
  });
}

/** The code by which a live trade would be denied. */
async function denialOfLive(step: object): Promise<unknown> {
  const [row] = await database.query({
    name: 'denial_of_live',
    text: `select latch_denial($1, $2) as denial`,
    values: [JSON.stringify({ mode: 'live' }), JSON.stringify(step)],
  });
  return row?.['denial'];
}

describe('holdfast mode', () => {
  it('shows PAPER as it was installed', async () => {
    expect(await run('mode')).toMatchObject({
      exitCode: EXIT.ok,
      stdout: expect.stringMatching(/^Trading mode PAPER, set by installation at 20\d\d-/) as unknown,
    });
  });

  it.each([
    ['no confirmation', ['mode', 'LIVE', '--reason', 'x'], /give --confirm LIVE/],
    ['another word', ['mode', 'LIVE', '--reason', 'x', '--confirm', 'live'], /confirmation is not LIVE/],
    ['no reason', ['mode', 'LIVE', '--confirm', 'LIVE'], /--reason is missing/],
    ['another mode', ['mode', 'REAL', '--reason', 'x'], /Choose PAPER or LIVE/],
  ])('changes nothing with %s', async (_what, args, message) => {
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect((await createSettings(database).read()).tradingMode.value).toBe('PAPER');
    expect(await audited()).toEqual([]);
  });

  it('sets LIVE with the word, keeps who and when, audits it once, and says that nothing is live by it', async () => {
    const done = await run('mode', 'LIVE', '--reason', 'pilot', '--confirm', 'LIVE');
    expect(done.exitCode).toBe(EXIT.ok);
    expect(done.stdout).toMatch(
      /Trading mode LIVE, set by cli:\w+ at 20.*nothing becomes live by it.*refuses `mode: live`/,
    );
    expect(await audited()).toEqual([
      {
        who: expect.stringMatching(/^cli:/) as unknown,
        action: 'setting.trading_mode',
        details: { value: 'LIVE', reason: 'pilot', was: 'PAPER' },
      },
    ]);
    const shown = JSON.parse((await run('mode', '--json')).stdout) as { setAt: string };
    expect(shown).toMatchObject({ mode: 'LIVE', setBy: expect.stringMatching(/^cli:/) as unknown });
    expect(Math.abs(Date.now() - Date.parse(shown.setAt))).toBeLessThan(60_000);
  });

  it('is the latch that a live begin reads, then comes the gate and its reason, then the last refusal', async () => {
    expect(await denialOfLive({})).toMatchObject({ code: 'LATCH_TRADING_MODE' });
    await run('mode', 'LIVE', '--reason', 'pilot', '--confirm', 'LIVE');
    expect(await denialOfLive({})).toMatchObject({
      code: 'LATCH_INTELLIGENCE_GATE',
      figures: { missing: 'confirmation' },
    });
    const gateOff = { intelligenceGate: false };
    expect(await denialOfLive(gateOff)).toMatchObject({ figures: { missing: 'reason' } });
    expect((await run('gate', 'off', '--reason', 'no model yet')).stdout).toMatch(/still on/);
    expect(await denialOfLive(gateOff)).toMatchObject({ code: 'LATCH_LIVE_REFUSED' });
    await run('gate', 'on', '--reason', 'model is there');
    expect(await denialOfLive(gateOff)).toMatchObject({ figures: { missing: 'reason' } });
    await run('mode', 'paper', '--reason', 'pilot over');
    expect(await denialOfLive({})).toMatchObject({ code: 'LATCH_TRADING_MODE' });
  });
});

describe('starting again after an emergency shutdown', () => {
  const everything = async (): Promise<Control | undefined> =>
    (await createControls(database).inForce()).find(({ scope }) => scope === 'global');
  const stopAll = (state: Control['state']) =>
    createControls(database).set({ scope: 'global', key: '', state, reason: 'loss', setBy: 'breaker' });

  it.each(['shutdown', 'killed'] as const)('of state %s needs the typed word', async (state) => {
    await stopAll(state);
    const refused = await run('resume', '--all', '--reason', 'over');
    expect(refused).toMatchObject({ exitCode: EXIT.usage, stdout: '' });
    expect(refused.stderr).toMatch(/Nothing was changed; give --confirm RESUME/);
    const wrong = await run('resume', '--all', '--reason', 'over', '--confirm', 'yes');
    expect(wrong.stderr).toMatch(/confirmation is not RESUME/);
    expect(await everything()).toMatchObject({ state, reason: 'loss' });

    const done = await run('resume', '--all', '--reason', 'over', '--confirm', 'RESUME');
    expect(done).toMatchObject({ exitCode: EXIT.ok });
    expect(await everything()).toBeUndefined();
  });

  it('is not made easier by a pause, which leaves it in force and no line in the audit trail', async () => {
    await stopAll('shutdown');
    const before = await audited();
    const { exitCode, stderr } = await run('pause', '--all', '--reason', 'night');
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toMatch(/more than a pause\. Nothing was changed/);
    expect(await everything()).toMatchObject({ state: 'shutdown' });
    expect(await audited()).toEqual(before);
  });

  it('asks nothing after a pause', async () => {
    await stopAll('paused');
    expect(await run('resume', '--all', '--reason', 'over')).toMatchObject({ exitCode: EXIT.ok });
    expect(await everything()).toBeUndefined();
  });
});
