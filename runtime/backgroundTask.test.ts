import { createBackgroundTasks } from './backgroundTask';
import { createLogger } from './logger';

describe('createBackgroundTasks', () => {
  it('logs a failure under the name of its task, and settles', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      module: 't',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    });
    const tasks = createBackgroundTasks(logger);
    tasks.run('prices', Promise.reject(new Error('lost')));
    await tasks.settled();
    expect(lines.join('')).toMatch(/backgroundTask.failed.*prices.*lost/);
  });

  it('settles only when everything handed over has ended', async () => {
    const tasks = createBackgroundTasks(createLogger({ module: 't', level: 'silent' }));
    let finish: () => void = () => undefined;
    let ended = false;
    tasks.run(
      'slow',
      new Promise<void>((resolve) => (finish = resolve)).then(() => (ended = true)),
    );
    const settled = tasks.settled();
    finish();
    await settled;
    expect(ended).toBe(true);
  });
});
