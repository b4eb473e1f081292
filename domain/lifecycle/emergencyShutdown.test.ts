import { shutDown, type ShutdownRequest, type ShutdownSteps } from './emergencyShutdown';

const REQUEST: ShutdownRequest = { reason: 'drill', flatten: true, requestedBy: 'operator' };

/** Steps that note their order; `open` and `notFlat` are what each look finds, the last answer stays. */
function script({
  open = [0],
  notFlat = [[]],
  flatten = [true],
  snapshots = ['s-1'],
}: {
  open?: number[];
  notFlat?: string[][];
  flatten?: boolean[];
  snapshots?: (string | null)[];
}) {
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
      const look = waits++;
      return Promise.resolve({ tradeIds: at(notFlat, look) ?? [], flatten: at(flatten, look) ?? false });
    },
    saveSnapshot: (_request, findings) => {
      log.push(`snapshot${findings.flatten ? ' of what was flattened' : ''}`);
      return Promise.resolve({ snapshotId: snapshots.shift() ?? null });
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

    expect(log).toEqual([
      'control',
      'signal',
      'cancel',
      'sleep 350',
      'cancel',
      'flat?',
      'snapshot of what was flattened',
    ]);
  });

  it('looks again until nothing is open and every trade is flat', async () => {
    const { log, runtime } = script({ open: [2, 2, 1, 0], notFlat: [['t-1', 't-2'], ['t-2'], []] });

    const report = await shutDown(REQUEST, runtime);

    expect(log.filter((entry) => entry === 'cancel')).toHaveLength(4);
    expect(log.filter((entry) => entry === 'flat?')).toHaveLength(3);
    expect(report).toEqual({
      reason: 'drill',
      flatten: true,
      cancelledOrders: 4,
      signalledTrades: 2,
      notFlat: [],
      openOrders: 0,
      snapshotId: 's-1',
    });
  });

  it('goes on where somebody asked to flatten, too, when it was about to end', async () => {
    const { log, runtime } = script({
      notFlat: [[], ['t-1'], []],
      flatten: [false, true],
      snapshots: [null, 's-2'],
    });

    expect(await shutDown({ ...REQUEST, flatten: false }, runtime)).toMatchObject({
      flatten: true,
      notFlat: [],
      snapshotId: 's-2',
    });
    expect(log.slice(-5)).toEqual([
      'snapshot',
      'flat?',
      'sleep 250',
      'flat?',
      'snapshot of what was flattened',
    ]);
  });

  it('says what is left when its patience is over', async () => {
    const { runtime } = script({ open: [3], notFlat: [['t-2']] });

    expect(await shutDown(REQUEST, runtime)).toMatchObject({ openOrders: 3, notFlat: ['t-2'] });
  });
});
