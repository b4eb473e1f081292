import { shutDown, type ShutdownRequest, type ShutdownSteps } from './emergencyShutdown';

const REQUEST: ShutdownRequest = { reason: 'drill', flatten: true, requestedBy: 'operator' };

/** Steps that note their order; `open` and `notFlat` are what each look finds, the last answer stays. */
function script({ open = [0], notFlat = [[]] }: { open?: number[]; notFlat?: string[][] }) {
  const log: string[] = [];
  const at = <Answer>(answers: readonly Answer[], look: number) =>
    answers[Math.min(look, answers.length - 1)];
  let looks = 0;
  let waits = 0;
  const steps: ShutdownSteps = {
    commitControl: () => {
      log.push('control');
      return Promise.resolve({ barrierMs: 350 });
    },
    cancelStrayOrders: () => {
      log.push('cancel');
      return Promise.resolve({ cancelled: 1, stillOpen: at(open, looks++) ?? 0 });
    },
    signalTrades: () => {
      log.push('signal');
      return Promise.resolve({ signalled: ['t-1', 't-2'] });
    },
    tradesNotFlat: () => {
      log.push('flat?');
      return Promise.resolve({ tradeIds: at(notFlat, waits++) ?? [] });
    },
    saveSnapshot: () => {
      log.push('snapshot');
      return Promise.resolve({ snapshotId: 's-1' });
    },
  };
  const sleep = (ms: number) => {
    log.push(`sleep ${ms}`);
    return Promise.resolve();
  };
  return { log, runtime: { steps, sleep } };
}

describe('shutDown', () => {
  it('commits the control first, waits the barrier out, and cancels again after it', async () => {
    const { log, runtime } = script({});

    await shutDown(REQUEST, runtime);

    expect(log).toEqual(['control', 'signal', 'cancel', 'sleep 350', 'cancel', 'flat?', 'snapshot']);
  });

  it('looks again until nothing is open and every trade is flat', async () => {
    const { log, runtime } = script({ open: [2, 2, 1, 0], notFlat: [['t-1', 't-2'], ['t-2'], []] });

    const report = await shutDown(REQUEST, runtime);

    expect(log.filter((entry) => entry === 'cancel')).toHaveLength(4);
    expect(log.filter((entry) => entry === 'flat?')).toHaveLength(3);
    expect(report).toEqual({
      reason: 'drill',
      cancelledOrders: 4,
      signalledTrades: 2,
      notFlat: [],
      openOrders: 0,
      snapshotId: 's-1',
    });
  });

  it('says what is left when its patience is over', async () => {
    const { runtime } = script({ open: [3], notFlat: [['t-2']] });

    expect(await shutDown(REQUEST, runtime)).toMatchObject({ openOrders: 3, notFlat: ['t-2'] });
  });
});
