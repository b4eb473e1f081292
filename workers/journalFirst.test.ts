import pino from 'pino';
import { createBackgroundTasks } from '../runtime/backgroundTask';
import { found, denied, MATCHED } from '../tests/lifecycle/stepResults';
import { tradePlan } from '../tests/lifecycle/tradePlans';
import { createJournalFirst, type JournalFirstDeps } from './journalFirst';

const plan = tradePlan();

/** Writes down in which order things happen. */
function opening(changes: Partial<JournalFirstDeps> = {}) {
  const log: string[] = [];
  const logger = pino({ level: 'silent' });
  const tasks = createBackgroundTasks(logger);
  const open = createJournalFirst({
    openAhead: (_, onLeft) => {
      log.push('orders left');
      onLeft();
      return Promise.resolve(found(MATCHED));
    },
    startWorkflow: () => {
      log.push('workflow started');
      return Promise.resolve('started');
    },
    onStarted: (tradeId) => log.push(`acknowledged ${tradeId}`),
    faultPoint: (point) => {
      log.push(point);
      return Promise.resolve();
    },
    tasks,
    logger,
    ...changes,
  });
  return { open, tasks, log };
}

describe('a journal-first opening', () => {
  it('starts the workflow when the orders have left, without waiting for their replies', async () => {
    const replies = new Promise<never>(() => undefined);
    const { open, tasks, log } = opening({
      openAhead: (_, onLeft) => {
        onLeft();
        return replies;
      },
    });
    void open(plan);
    await tasks.settled();

    expect(log).toEqual([
      'workflowStart.before',
      'workflow started',
      'workflowStart.after',
      `acknowledged ${plan.tradeId}`,
    ]);
  });

  it('starts no workflow for an opening that is denied or stands already', async () => {
    const { open, tasks, log } = opening({ openAhead: () => Promise.resolve(denied('LIMITS_STALE')) });

    expect(await open(plan)).toMatchObject({ kind: 'denied' });
    await tasks.settled();
    expect(log).toEqual([]);
  });

  it('acknowledges nothing where the start failed: the outbox has it', async () => {
    const { open, tasks, log } = opening({ startWorkflow: () => Promise.reject(new Error('away')) });

    expect(await open(plan)).toMatchObject({ kind: 'position' });
    await tasks.settled();
    expect(log).toEqual(['orders left', 'workflowStart.before']);
  });
});
