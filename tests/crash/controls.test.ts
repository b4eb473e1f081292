import { z } from 'zod';
import { readJudgeLog } from '../../simulator/judge';
import { startTestStack, type TestStack } from '../stack/testStack';
import { until } from '../../cli/chaos/stack/until';
import { untilClosed, untilThisCloses } from '../stack/untilClosed';

jest.setTimeout(90_000);

/** `send_before` plus what the venues' windows and clocks may add (`design.md` §8). */
const BARRIER_MS = 250 + 100;

describe('controls while trades run', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());
  beforeEach(() => stack.resume());

  it('pause opens nothing more, and resume opens again', async () => {
    await untilClosed(stack, { outcome: 'completed', count: 2 });
    await stack.session.steering.control('pause', { kind: 'all' }, 'test');
    const pausedAtMs = await controlSetAtMs();
    await untilClosed(stack, { outcome: 'denied', count: 3, sinceMs: pausedAtMs });

    expect(await openingsAcceptedAfter(pausedAtMs + BARRIER_MS)).toEqual([]);
    expect(await stack.verdict()).toEqual([]);
    await stack.session.steering.control('resume', { kind: 'all' }, 'test');
    await untilClosed(stack, { outcome: 'completed', count: 1, sinceMs: Date.now() });
  });

  it('pause lets a trade with an orphan finish its hedging', async () => {
    const tradeId = await tradeWithStuckOrphan();
    await stack.session.steering.control('pause', { kind: 'all' }, 'test');
    await stack.admin.clearFaults();

    expect(['completed', 'unwound']).toContain(await untilThisCloses(stack, tradeId));
    expect(await stack.verdict()).toEqual([]);
  });

  it('kill unwinds the one trade that it names', async () => {
    const tradeId = await tradeWithStuckOrphan();
    await stack.session.steering.control('kill', { kind: 'trade', name: tradeId }, 'test');
    await untilState(tradeId, 'unwinding');
    await stack.admin.clearFaults();

    expect(await untilThisCloses(stack, tradeId)).toBe('unwound');
    expect(await stack.verdict()).toEqual([]);
  });

  it('emergency shutdown is a barrier to openings and flattens what is held', async () => {
    const tradeId = await tradeWithStuckOrphan();
    const [report, committedAtMs] = await Promise.all([
      stack.session.steering.shutdown({ reason: 'test', flatten: true }),
      untilState(tradeId, 'unwinding').then(async () => {
        const setAtMs = await controlSetAtMs();
        await stack.admin.clearFaults();
        return setAtMs;
      }),
    ]);
    await untilClosed(stack, { outcome: 'denied', count: 3, sinceMs: committedAtMs });

    expect(report).toMatchObject({ reason: 'test', notFlat: [], openOrders: 0 });
    expect(await untilThisCloses(stack, tradeId)).toBe('unwound');
    expect(await openingsAcceptedAfter(committedAtMs + BARRIER_MS)).toEqual([]);
    expect(await stack.verdict()).toEqual([]);
  });

  it('emergency shutdown needs no Temporal: a guard carries it through, and what Temporal hears later changes nothing', async () => {
    await stack.session.steering.control('resume', { kind: 'all' }, 'test');
    const tradeId = await tradeWithStuckOrphan();
    stack.processes.freeze('temporal');
    const [report] = await Promise.all([
      stack.session.steering.shutdown({ reason: 'test', flatten: true }),
      until('a guard to drive the shutdown', isDriven).then(() => stack.admin.clearFaults()),
    ]);
    stack.processes.thaw('temporal');

    expect(report).toMatchObject({ reason: 'test', notFlat: [], openOrders: 0 });
    expect(report).toMatchObject({ drivenBy: expect.stringMatching(/^guard/) as string });
    expect(await untilThisCloses(stack, tradeId)).toBe('unwound');
    expect(await openingsAcceptedAfter((await controlSetAtMs()) + BARRIER_MS)).toEqual([]);
    expect(await stack.verdict()).toEqual([]);
  });

  async function isDriven(): Promise<true | undefined> {
    const text = 'select from emergency_shutdowns where ended_at is null and driven_by is not null';
    const rows = await stack.database.query({ name: 'driven_shutdown', text, values: [] });
    return rows.length > 0 ? true : undefined;
  }

  /** One leg is filled, the other venue takes nothing, and by then neither does the first: the orphan stays until the faults go. */
  async function tradeWithStuckOrphan(): Promise<string> {
    const nothing = [{ on: 'match', maxTakeQty: '0', times: 1_000 }] as const;
    let dried: Promise<void> | undefined;
    const opened = new Set<string>(); // a workflow may still run a step again whose trade another test has seen closed
    const reached = stack.points.strikeAt(
      ({ step, point, tradeId }) => {
        if (step === 'open') opened.add(tradeId);
        return opened.has(tradeId) && (step === 'chase' || step === 'hedge') && point === 'begin.before';
      },
      () => {
        dried = stack.admin.plant('binance', nothing);
      },
    );
    await stack.admin.plant('bybit', nothing);
    const { tradeId } = await reached;
    await dried;
    await untilState(tradeId, 'hedging');
    return tradeId;
  }

  function untilState(tradeId: string, state: string): Promise<true> {
    return until(`${tradeId} to be ${state}`, async () => {
      const open = await stack.session.reports.list({ limit: 1_000, openOnly: true });
      return open.some((trade) => trade.tradeId === tradeId && trade.state === state) ? true : undefined;
    });
  }

  async function controlSetAtMs(): Promise<number> {
    const text = `select extract(epoch from set_at) * 1000 as "atMs" from controls where scope = 'global'`;
    const [row] = await stack.database.query({ name: 'control_set_at', text, values: [] });
    return z.object({ atMs: z.coerce.number() }).parse(row).atMs;
  }

  /** Orders of openings that a venue accepted later than this, by its own log. */
  async function openingsAcceptedAfter(timeMs: number): Promise<string[]> {
    const text = `select client_order_id as id from orders where step = 'open' and role = 'order'`;
    const rows = await stack.database.query({ name: 'opening_ids', text, values: [] });
    const ids = new Set(rows.map((row) => z.object({ id: z.string() }).parse(row).id));
    return readJudgeLog(stack.judgeLogPath).flatMap((record) =>
      record.kind === 'accepted' && record.timeMs > timeMs && ids.has(record.clientOrderId)
        ? [record.clientOrderId]
        : [],
    );
  }
});
