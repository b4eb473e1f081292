import pino from 'pino';
import type { TradePlan } from '../domain/tradePlan';
import { tradePlan } from '../tests/lifecycle/tradePlans';
import { createWorkflowOutbox } from './workflowOutbox';

type Outcome = 'started' | 'alreadyStarted' | Error;

/** An outbox that holds these trades, on a Temporal that answers so; what is not named is started. */
function outbox(tradeIds: readonly string[], answers: Readonly<Record<string, Outcome>>) {
  const acknowledged: string[] = [];
  const asked: string[] = [];
  let [atOnce, mostAtOnce] = [0, 0];
  async function startWorkflow({ tradeId }: TradePlan): Promise<'started' | 'alreadyStarted'> {
    asked.push(tradeId);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await Promise.resolve();
    atOnce -= 1;
    const answer = answers[tradeId] ?? 'started';
    if (answer instanceof Error) throw answer;
    return answer;
  }
  const sweep = createWorkflowOutbox({
    starts: {
      overdue: () => Promise.resolve(tradeIds.map((tradeId) => tradePlan({ tradeId }))),
      acknowledge: (ids) => {
        acknowledged.push(...ids);
        return Promise.resolve();
      },
    },
    startWorkflow,
    logger: pino({ level: 'silent' }),
  });
  return { sweep, acknowledged, asked, mostAtOnce: () => mostAtOnce };
}

describe('the outbox of journal-first openings', () => {
  it('starts what has no workflow, and counts one that runs already as started', async () => {
    const { sweep, acknowledged } = outbox(['t1', 't2'], { t2: 'alreadyStarted' });

    expect(await sweep()).toEqual(['t1']);
    expect(acknowledged).toEqual(['t1', 't2']);
  });

  it('leaves a trade in the box whose workflow could not be started', async () => {
    const { sweep, acknowledged } = outbox(['t1', 't2', 't3'], { t2: new Error('too large') });

    expect(await sweep()).toEqual(['t1', 't3']);
    expect(acknowledged).toEqual(['t1', 't3']);
  });

  it('goes easy on a server that has just come back', async () => {
    const ids = Array.from({ length: 23 }, (_, n) => `t${n}`);
    const { sweep, mostAtOnce } = outbox(ids, {});

    expect(await sweep()).toEqual(ids);
    expect(mostAtOnce()).toBe(5);
  });

  it('ends the sweep where Temporal is away, instead of waiting for it trade by trade', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => `t${n}`);
    const away = Object.fromEntries(ids.map((id) => [id, new Error('deadline exceeded')]));
    const { sweep, asked, acknowledged } = outbox(ids, away);

    expect(await sweep()).toEqual([]);
    expect(asked).toHaveLength(5);
    expect(acknowledged).toEqual([]);
  });
});
