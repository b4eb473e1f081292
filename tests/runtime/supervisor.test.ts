import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isPortFree } from '../../runtime/freePort';
import { identifyProcess, isSameProcessAlive, type ProcessIdentity } from '../../runtime/processIdentity';
import type { ProcessEvent } from '../../runtime/processLife';
import { createProcessRecords } from '../../runtime/processRecord';
import type { ProcessSpec } from '../../runtime/processSpec';
import { createServicePorts } from '../../runtime/embedded/servicePorts';
import { createSupervisor, SupervisorRunningError, type Supervisor } from '../../runtime/supervisor';

describe('supervisor', () => {
  let folder: string;
  const opened: Supervisor[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-supervisor-'));
  });
  afterEach(async () => {
    for (const supervisor of opened.splice(0)) await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function supervise(): Supervisor {
    const supervisor = createSupervisor({
      dataFolder: folder,
      environment: process.env,
      restartDelayMs: (failures) => failures * 10,
      exclusive: false,
    });
    opened.push(supervisor);
    return supervisor;
  }

  it('starts a process only after what it depends on is ready', async () => {
    const supervisor = supervise();
    const events = record(supervisor);
    await supervisor.start([await listener('second', { dependsOn: ['first'] }), await listener('first')]);
    expect(events.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'starting first',
      'ready first',
      'starting second',
      'ready second',
    ]);
  });

  it('restarts what was killed, and tells both', async () => {
    const supervisor = supervise();
    await supervisor.start([await listener('victim')]);
    const before = pidOf(supervisor, 'victim');
    const restarted = next(supervisor, 'restarted');
    process.kill(before, 'SIGKILL');
    const { pid } = await restarted;
    expect(pid).not.toBe(before);
    expect(supervisor.status()).toEqual([{ name: 'victim', state: 'ready', pid, restarts: 1 }]);
  });

  it('adopts a survivor of an earlier supervisor and still restarts it when it dies', async () => {
    const spec = await listener('survivor');
    const first = supervise();
    await first.start([spec]);
    const pid = pidOf(first, 'survivor');
    first.release(); // what a kill -9 of the supervisor leaves behind

    const second = supervise();
    const events = record(second);
    await second.start([spec]);
    expect(events).toContainEqual({ kind: 'adopted', name: 'survivor', pid });
    expect(pidOf(second, 'survivor')).toBe(pid);

    const restarted = next(second, 'restarted');
    process.kill(pid, 'SIGKILL');
    expect((await restarted).pid).not.toBe(pid);
  });

  it('replaces a survivor that was started with other settings', async () => {
    const spec = await listener('changed');
    const first = supervise();
    await first.start([spec]);
    const old = identityOf(first, 'changed');
    first.release();

    const second = supervise();
    await second.start([{ ...spec, env: { BUILD: '2' } }]);
    expect(isSameProcessAlive(old)).toBe(false);
    expect(pidOf(second, 'changed')).not.toBe(old.pid);
  });

  it('neither adopts nor kills a stranger that got the recorded process id', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' });
    await once(stranger, 'spawn');
    createProcessRecords(folder).write('mine', {
      pid: stranger.pid ?? 0,
      startedAt: 'an earlier life',
      fingerprint: 'any',
    });
    const supervisor = supervise();
    const events = record(supervisor);
    await supervisor.start([await listener('mine')]);
    await supervisor.stop();
    expect(events.map(({ kind }) => kind)).not.toContain('adopted');
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill('SIGKILL');
    await once(stranger, 'exit');
  });

  it('leaves no process behind, not even one that ignores SIGTERM or its child', async () => {
    const port = await freePort();
    const childFile = join(folder, 'child');
    const stubborn = `
      process.on('SIGTERM', () => {});
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)']);
      require('node:fs').writeFileSync(${JSON.stringify(childFile)}, String(child.pid));
      require('node:net').createServer().listen(${port}, '127.0.0.1');`;
    const supervisor = supervise();
    await supervisor.start([{ ...specOf('stubborn', stubborn, port), stopGraceMs: 50 }]);
    const parent = identityOf(supervisor, 'stubborn');
    const child = identifyProcess(Number(readFileSync(childFile, 'utf8')));
    await supervisor.stop();
    expect(isSameProcessAlive(parent)).toBe(false);
    expect(child).toBeDefined();
    expect(child !== undefined && (await isGone(child))).toBe(true);
    expect(existsSync(join(folder, 'processes', 'stubborn.json'))).toBe(false);
  });

  it('gives up on a first start that keeps dying, and shows the end of its log', async () => {
    const supervisor = supervise();
    const broken = specOf(
      'broken',
      `console.error('no such table: trades'); process.exit(3)`,
      await freePort(),
    );
    await expect(supervisor.start([broken])).rejects.toThrow(
      /broken did not become ready: exit code 3.*no such table/s,
    );
  });

  it('names a program that is missing', async () => {
    const supervisor = supervise();
    const missing = { ...(await listener('absent')), command: '/nowhere/temporal' };
    await expect(supervisor.start([missing])).rejects.toThrow("absent can't be started: /nowhere/temporal");
  });

  it('refuses a data folder that another living supervisor owns', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' });
    await once(other, 'spawn');
    const identity = identifyProcess(other.pid ?? 0);
    if (identity === undefined) throw new Error('the stand-in did not start');
    createProcessRecords(folder).write('_supervisor', { ...identity, fingerprint: 'supervisor' });
    expect(() => createSupervisor({ dataFolder: folder, environment: process.env })).toThrow(
      SupervisorRunningError,
    );
    other.kill('SIGKILL');
    await once(other, 'exit');
    const next = createSupervisor({ dataFolder: folder, environment: process.env });
    await next.stop(); // the dead owner does not block the folder
  });

  it('finds another port and says so when the preferred one is taken', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const moves: unknown[] = [];
    const ports = createServicePorts(folder, (...move) => moves.push(move));
    const port = await ports.choose('postgres', taken, false);
    expect(port).not.toBe(taken);
    expect(await isPortFree(port)).toBe(true);
    expect(moves).toEqual([['postgres', taken, port]]);
    expect(await ports.choose('postgres', taken, true)).toBe(port); // a survivor is looked for where it listens
    stranger.close();
  });
});

/** A child that listens on a port of its own. */
async function listener(name: string, overrides: Partial<ProcessSpec> = {}): Promise<ProcessSpec> {
  const port = await freePort();
  const script = `require('node:net').createServer().listen(${port}, '127.0.0.1')`;
  return { ...specOf(name, script, port), ...overrides };
}

function specOf(name: string, script: string, port: number): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: ['-e', script],
    dependsOn: [],
    isReady: async () => !(await isPortFree(port)),
    readyWithinMs: 20_000,
  };
}

function record(supervisor: Supervisor): ProcessEvent[] {
  const events: ProcessEvent[] = [];
  supervisor.onEvent((event) => events.push(event));
  return events;
}

function next(
  supervisor: Supervisor,
  kind: 'restarted',
): Promise<Extract<ProcessEvent, { kind: 'restarted' }>> {
  return new Promise((resolve) => {
    supervisor.onEvent((event) => {
      if (event.kind === kind) resolve(event);
    });
  });
}

function pidOf(supervisor: Supervisor, name: string): number {
  const pid = supervisor.status().find((each) => each.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} has no process`);
  return pid;
}

function identityOf(supervisor: Supervisor, name: string): ProcessIdentity {
  const identity = identifyProcess(pidOf(supervisor, name));
  if (identity === undefined) throw new Error(`${name} does not live`);
  return identity;
}

/** A killed grandchild is reaped by init a moment later. */
async function isGone(identity: ProcessIdentity): Promise<boolean> {
  for (let tries = 0; tries < 100 && isSameProcessAlive(identity); tries++)
    await new Promise((resolve) => setImmediate(resolve));
  return !isSameProcessAlive(identity);
}
