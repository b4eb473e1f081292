import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdfast } from './holdfastCommand';

/** A first call may build. */
jest.setTimeout(120_000);

describe('./holdfast', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('lists its verbs and exit codes', async () => {
    const { exitCode, stdout } = await holdfast(['--help'], { home });
    expect(exitCode).toBe(0);
    for (const verb of [
      'demo',
      'up',
      'scan',
      'trades',
      'health',
      'preflight',
      'mode',
      'gate',
      'pause',
      'resume',
      'kill',
      'shutdown',
      'reconcile',
      'config',
      'db',
      'bench',
      'setup',
      'test',
    ])
      expect(stdout).toMatch(new RegExp(`^ +${verb}\\b`, 'm'));
    expect(stdout).toContain('Exit codes:');
  });

  it('exits 2 on a bad duration, in one line without a stack', async () => {
    const { exitCode, stderr, stdout } = await holdfast(['demo', '--for', '60'], { home });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--for "60" is not a duration');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
  });

  it('exits 3 when nothing runs', async () => {
    const { exitCode, stderr } = await holdfast(['trades', 'list'], { home });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('holdfast demo');
  });

  it('exits 4 on an unknown key of the user file and names key, file and the likely one', async () => {
    const file = join(home, 'mine.yaml');
    writeFileSync(file, 'streams: { stalenesMs: 500 }\n');
    const { exitCode, stderr } = await holdfast(['config', 'check'], {
      home,
      environment: { HOLDFAST_CONFIG: file },
    });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('streams.stalenesMs');
    expect(stderr).toContain(file);
    expect(stderr).toContain('did you mean stalenessMs?');
  });

  it('exits 3 and names the address when the database is unreachable', async () => {
    const environment = {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    };
    const { exitCode, stderr } = await holdfast(['trades', 'list'], { home, environment });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('127.0.0.1:1/none');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says that a venue answers garbage, and which', async () => {
    const garbage = await listen((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n<h1>'));
    const url = `http://127.0.0.1:${portOf(garbage)}`;
    const environment = {
      HOLDFAST__VENUES__BINANCE__REST_URL: url,
      HOLDFAST__VENUES__BYBIT__ENABLED: 'false',
    };
    const { exitCode, stderr } = await holdfast(['scan', '--for', '5s'], { home, environment });
    garbage.close();
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/binance/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('exits 0 and names the data set when the recording is absent', async () => {
    const { exitCode, stdout } = await holdfast(['demo', '--market', 'replay', '--for', '5s'], {
      home,
      environment: { HOLDFAST_RECORDED_DATA: join(home, 'nowhere') },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('binance-2024-08-08');
  });
});

function listen(onConnection: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer({}, onConnection);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}
