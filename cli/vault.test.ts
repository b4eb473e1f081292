import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './runProgram';

jest.setTimeout(60_000); // scrypt takes a third of a second each time

let home: string;
let environment: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-vault-cli-'));
  environment = { HOLDFAST_HOME: home, VAULT_PASSPHRASE_FILE: passphraseFile('correct horse battery') };
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function passphraseFile(passphrase: string): string {
  const file = join(home, `passphrase-${passphrase.length}`);
  writeFileSync(file, `${passphrase}\n`);
  return file;
}

interface Answer {
  readonly exitCode: number;
  /** stdout and stderr. */
  readonly text: string;
}

async function run(args: string[], stdin = ''): Promise<Answer> {
  let text = '';
  const write = (written: string) => (text += written);
  const exitCode = await runProgram(
    { args, environment, stop: new AbortController().signal },
    { stdin: Readable.from([stdin]), stdout: { write }, stderr: { write } },
  );
  return { exitCode, text };
}

describe('holdfast vault', () => {
  it('stores keys that the configuration then has, and never prints them', async () => {
    const answers = [
      await run(['vault', 'init']),
      await run(['vault', 'set', 'binance'], 'canary-key\ncanary-secret\n'),
      await run(['vault', 'set', 'bybit', '--account', 'paper'], 'canary-key\ncanary-secret\n'),
      await run(['vault', 'list']),
      await run(['config', 'print']),
    ];
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    const text = answers.map((answer) => answer.text).join('\n');
    expect(text).not.toContain('canary');
    expect(text).toMatch(/venues\.binance\.apiKey\s+\[redacted\]\s+vault .*vault\.json/);
    expect(text).toMatch(/paper\.bybit\.apiSecret\s+\[redacted\]\s+vault/);
    expect(readFileSync(join(home, 'vault.json'), 'utf8')).not.toContain('canary');
  });

  it('opens by the new passphrase after a rotation, and by the old one no more', async () => {
    await run(['vault', 'init']);
    await run(['vault', 'set', 'binance'], 'key\nsecret\n');
    const newFile = passphraseFile('another, longer passphrase');
    expect(await run(['vault', 'rotate', '--new-passphrase-file', newFile])).toMatchObject({ exitCode: 0 });

    const refused = await run(['vault', 'list']);
    expect(refused.exitCode).toBe(4);
    expect(refused.text).toMatch(/the passphrase does not open the vault/);
    environment['VAULT_PASSPHRASE_FILE'] = newFile;
    expect((await run(['vault', 'list', '--json'])).text).toContain('"venue":"binance","account":"main"');
  });

  it.each([
    ['a second init', { args: ['vault', 'init'], stdin: '' }, /There is a vault at .* already/],
    [
      'an unknown venue',
      { args: ['vault', 'set', 'binanse'], stdin: 'a\nb\n' },
      /There is no venue "binanse"/,
    ],
    [
      'an unknown account',
      { args: ['vault', 'set', 'bybit', '--account', 'x'], stdin: 'a\nb\n' },
      /no account "x"/,
    ],
    [
      'a missing secret',
      { args: ['vault', 'set', 'bybit'], stdin: 'only-the-key\n' },
      /Key or secret is missing/,
    ],
    [
      'keys that are not there',
      { args: ['vault', 'remove', 'bybit'], stdin: '' },
      /holds no keys of bybit, account main/,
    ],
  ])('refuses %s and says what to do', async (_what, { args, stdin }, message) => {
    await run(['vault', 'init']);
    const { exitCode, text } = await run(args, stdin);
    expect(exitCode).toBe(2);
    expect(text).toMatch(message);
  });

  it('refuses a short passphrase, and without a terminal or a file says where to put one', async () => {
    environment['VAULT_PASSPHRASE_FILE'] = passphraseFile('short');
    expect((await run(['vault', 'init'])).text).toMatch(/less than 12 characters/);
    delete environment['VAULT_PASSPHRASE_FILE'];
    expect((await run(['vault', 'init'])).text).toMatch(/Set VAULT_PASSPHRASE_FILE/);
  });
});
