import { z } from 'zod';
import { Exact } from '../../domain/money';
import { readJudgeLog } from '../../simulator/judge';
import { startTestStack, type TestStack } from '../stack/testStack';
import { until } from '../../cli/chaos/stack/until';
import { untilThisCloses } from '../stack/untilClosed';

jest.setTimeout(90_000);

/** Bought less sold. */
const netQty = (fills: readonly { readonly side: 'buy' | 'sell'; readonly qty: string }[]): string =>
  fills
    .reduce((net, { side, qty }) => (side === 'buy' ? net.plus(qty) : net.minus(qty)), new Exact(0))
    .toFixed();

describe('a trader that is frozen', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());

  it('between its begin and its orders sends none of them when it wakes up after their deadline', async () => {
    const { tradeId } = await stack.points.strikeAt(
      ({ step, point }) => step === 'open' && point === 'send.before',
      () => {
        stack.processes.freeze('trader');
      },
    );
    await until('the deadline of the step to pass', () => isPastDeadline(tradeId));
    stack.processes.thaw('trader');

    expect(await untilThisCloses(stack, tradeId)).toBe('aborted');
    const ids = await orderIdsOf(tradeId);
    expect(ids).not.toEqual([]);
    expect(acceptedIds().filter((id) => ids.includes(id))).toEqual([]);
    expect(await stack.verdict()).toEqual([]);
  });

  it('with one leg filled is rid of its orphan when it wakes: the guard has reduced it, by the log of the venues', async () => {
    await stack.resume();
    await stack.admin.plant('bybit', [{ on: 'match', maxTakeQty: '0', times: 1_000 }]);
    const { tradeId } = await stack.points.strikeAt(
      ({ step, point }) => step === 'open' && point === 'finish.before',
      () => {
        stack.processes.freeze('trader');
      },
    );
    // an order of the guard may meet a book that has just moved; it sends another
    await until('the guard to have reduced it', () => isReducedByGuard(tradeId));
    const filled = fillsOf(await orderIdsOf(tradeId));
    await stack.admin.clearFaults();
    stack.processes.thaw('trader');

    expect(netQty(filled)).toBe('0');
    expect(new Set(filled.map(({ venue }) => venue))).toEqual(new Set(['binance']));
    expect(await untilThisCloses(stack, tradeId)).toBe('unwound');
    expect(fillsOf(await orderIdsOf(tradeId))).toHaveLength(filled.length); // it sent nothing after it woke
    expect(await stack.verdict()).toEqual([]);
  });

  async function isReducedByGuard(tradeId: string): Promise<true | undefined> {
    const text = `select from trade_steps where trade_id = $1 and step = 'guard' and result is not null`;
    const rows = await stack.database.query({ name: 'guard_steps', text, values: [tradeId] });
    const filled = fillsOf(await orderIdsOf(tradeId));
    return rows.length > 0 && filled.length > 0 && netQty(filled) === '0' ? true : undefined;
  }

  function fillsOf(ids: readonly string[]) {
    return readJudgeLog(stack.judgeLogPath).flatMap((record) =>
      record.kind === 'filled' && ids.includes(record.clientOrderId) ? [record] : [],
    );
  }

  async function isPastDeadline(tradeId: string): Promise<true | undefined> {
    const text = 'select from trade_steps where trade_id = $1 and deadline_at < clock_timestamp()';
    const rows = await stack.database.query({ name: 'past_deadline', text, values: [tradeId] });
    return rows.length > 0 ? true : undefined;
  }

  async function orderIdsOf(tradeId: string): Promise<string[]> {
    const text = 'select client_order_id as id from orders where trade_id = $1';
    const rows = await stack.database.query({ name: 'order_ids', text, values: [tradeId] });
    return rows.map((row) => z.object({ id: z.string() }).parse(row).id);
  }

  function acceptedIds(): string[] {
    return readJudgeLog(stack.judgeLogPath).flatMap((record) =>
      record.kind === 'accepted' ? [record.clientOrderId] : [],
    );
  }
});
