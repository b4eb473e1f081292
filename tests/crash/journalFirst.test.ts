import { z } from 'zod';
import { startTestStack, type TestStack } from '../stack/testStack';
import { until } from '../../cli/chaos/stack/until';
import { untilClosed, untilThisCloses } from '../stack/untilClosed';

jest.setTimeout(90_000);

describe('a trader that opens before its workflows', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ variables: { HOLDFAST__OPENING: 'journal-first' } });
  });
  afterAll(() => stack.stop());
  beforeEach(() => stack.resume());

  it('leaves a trade to the outbox where it dies between its orders and the start of the workflow', async () => {
    const restarted = stack.processes.untilRestarted('trader');
    const killed = stack.points.strikeAt(
      ({ point }) => point === 'workflowStart.before',
      () => {
        stack.processes.kill('trader');
      },
    );
    const { tradeId } = await killed;
    await until('the outbox to start the workflow', () => hasWorkflow(tradeId));
    await restarted;

    expect(await untilThisCloses(stack, tradeId)).not.toBe('needs-operator');
    expect(await sentOrders(tradeId)).toBe(2);
    expect(await stack.verdict()).toEqual([]);
  });

  it('opens nothing while Temporal is frozen, and says why; then opens again', async () => {
    await untilClosed(stack, { outcome: 'completed', count: 1, sinceMs: Date.now() });
    stack.processes.freeze('temporal');
    const frozenAtMs = Date.now();
    await until('denials for want of durability', () => areDeniedSince(frozenAtMs, 5));
    const opened = await openedSince(frozenAtMs + PROOF_FRESH_MS);
    stack.processes.thaw('temporal');

    expect(opened).toEqual([]);
    await untilClosed(stack, { outcome: 'completed', count: 1, sinceMs: Date.now() });
    expect(await stack.verdict()).toEqual([]);
  });

  /** The trader is dead: who says so is the outbox. */
  async function hasWorkflow(tradeId: string): Promise<true | undefined> {
    const text = 'select from trades where trade_id = $1 and workflow_started_at is not null';
    const rows = await stack.database.query({ name: 'has_workflow', text, values: [tradeId] });
    return rows.length > 0 ? true : undefined;
  }

  /** Orders of the opening that reached a venue, by what was found there. */
  async function sentOrders(tradeId: string): Promise<number> {
    const text = `select count(*)::int as sent from orders where trade_id = $1 and step = 'open' and venue_order_id is not null`;
    const [row] = await stack.database.query({ name: 'sent_orders', text, values: [tradeId] });
    return z.object({ sent: z.int() }).parse(row).sent;
  }

  async function areDeniedSince(timeMs: number, count: number): Promise<true | undefined> {
    const text = `select from discovery_log where reason = 'DURABILITY_UNPROVEN' and at >= to_timestamp($1::float8 / 1000)`;
    const rows = await stack.database.query({ name: 'unproven', text, values: [timeMs] });
    return rows.length >= count ? true : undefined;
  }

  async function openedSince(timeMs: number): Promise<unknown[]> {
    const text = `select trade_id from trades where outcome is distinct from 'denied' and opened_at > to_timestamp($1::float8 / 1000)`;
    return stack.database.query({ name: 'opened_since', text, values: [timeMs] });
  }
});

/** How old the last answer of Temporal's persistence may be; it may have been asked for just before the freeze. */
const PROOF_FRESH_MS = 1_000;
