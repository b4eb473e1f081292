import { spawn, type ChildProcess } from 'node:child_process';
import pino from 'pino';
import { listenForOwners, type OwnerSockets } from '../../guard/ownerSockets';
import { holdGuardLifeline } from '../../workers/guardLifeline';
import { until } from '../../cli/chaos/stack/until';

const logger = pino({ level: 'silent' });
let sockets: OwnerSockets;
beforeEach(async () => {
  sockets = await listenForOwners({ host: '127.0.0.1', port: 0 }, logger);
});
afterEach(() => sockets.close());

const address = () => `127.0.0.1:${sockets.port}`;
const untilKnown = (owner: string) =>
  until('the owner to be known', () =>
    Promise.resolve(sockets.owners().connected.includes(owner) ? true : undefined),
  );
const untilUnknown = (owner: string) =>
  until('the owner to leave', () =>
    Promise.resolve(sockets.owners().connected.includes(owner) ? undefined : true),
  );

/** A process of its own that holds a socket to the guard and does nothing else. */
function startOwner(owner: string): ChildProcess {
  const script = `const s = require('node:net').connect(${sockets.port}, '127.0.0.1', () => s.write('${owner}\\n'))`;
  return spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
}

describe('the sockets of owners', () => {
  it('tell at once that a process was killed', async () => {
    const child = startOwner('trader 1');
    await untilKnown('trader 1');
    const gone = new Promise<string>((resolve) => {
      sockets.onGone(resolve);
    });
    child.kill('SIGKILL');

    expect(await gone).toBe('trader 1');
    expect(sockets.owners()).toEqual({ gone: ['trader 1'], connected: [] });
  });

  it('tell nothing of a process that is only stopped', async () => {
    const child = startOwner('trader 2');
    await untilKnown('trader 2');
    child.kill('SIGSTOP');
    const other = startOwner('trader 3'); // an event after the stop, on the same listener
    await untilKnown('trader 3');

    expect(sockets.owners().gone).toEqual([]);
    expect(sockets.owners().connected).toEqual(['trader 2', 'trader 3']);
    for (const each of [child, other]) each.kill('SIGKILL');
    await untilUnknown('trader 2');
  });

  it('forget an owner that says goodbye', async () => {
    const lifeline = holdGuardLifeline([address()], { owner: 'trader 4', logger });
    await untilKnown('trader 4');
    lifeline.close();
    await untilUnknown('trader 4');

    expect(sockets.owners().gone).toEqual([]);
  });

  it('know an owner again that came back on another line', async () => {
    const child = startOwner('trader 5');
    await untilKnown('trader 5');
    child.kill('SIGKILL');
    await untilUnknown('trader 5');
    const lifeline = holdGuardLifeline([address()], { owner: 'trader 5', logger });
    await untilKnown('trader 5');

    expect(sockets.owners().gone).toEqual([]);
    lifeline.close();
  });
});
