import { until } from '../../cli/chaos/stack/until';
import { EXIT } from '../../cli/exitCodes';
import { holdfast, type CommandResult } from '../end-to-end/holdfastCommand';
import { startTestStack, type TestStack } from '../stack/testStack';
import { untilClosed } from '../stack/untilClosed';

jest.setTimeout(120_000);

const AWAY = {
  on: 'request',
  requestClass: 'account',
  fault: { kind: 'error5xxBefore' },
  times: 10_000,
} as const;

describe('reconciliation of a running stack', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());

  const ask = async (sql: string): Promise<string[]> => {
    const rows = await stack.database.query<Record<string, unknown>>({ name: '', text: sql, values: [] });
    return rows.map((row) => String(Object.values(row)[0]));
  };
  const reconcile = (...args: string[]): Promise<CommandResult> => {
    const { databaseUrl, temporalAddress, temporalNamespace } = stack.session.addresses;
    return holdfast(['reconcile', ...args], {
      home: stack.folder,
      environment: {
        DATABASE_URL: databaseUrl,
        TEMPORAL_ADDRESS: temporalAddress,
        TEMPORAL_NAMESPACE: temporalNamespace,
      },
    });
  };

  it('a trader that starts while a venue can not be read opens nothing, and opens when the venue is back', async () => {
    await untilClosed(stack, { outcome: 'completed', count: 2 });
    await stack.admin.plant('bybit', [AWAY]);
    const restarted = stack.processes.untilRestarted('trader');
    stack.processes.kill('trader');
    await restarted;
    const startedAtMs = Date.now();
    await until(
      'openings to be refused',
      async () => {
        const refused = await ask(
          `select count(*) from discovery_log where reason = 'VENUE_RECONCILING' and at > to_timestamp(${startedAtMs / 1000})`,
        );
        return Number(refused[0]) >= 2 ? true : undefined;
      },
      30_000,
    );

    expect(await openedSince(startedAtMs)).toEqual([]);

    await stack.admin.clearFaults();
    await untilClosed(stack, { outcome: 'completed', count: 1, sinceMs: startedAtMs });
    expect(
      await ask(
        `select distinct outcome from reconciliation_runs where kind = 'start-up' and venue = 'bybit' order by 1`,
      ),
    ).toContain('unreadable');
    expect(
      await ask(`select kind from incidents where opened_by = 'reconciliation' and severity = 'critical'`),
    ).toEqual([]);
    expect(await stack.verdict()).toEqual([]);
    await stack.resume();
  });

  it('the command reports what operations finds, and exits with 6 where books and venue differ', async () => {
    const clean = await reconcile('--full', '--json');
    expect(clean.exitCode).toBe(EXIT.ok);
    expect(JSON.parse(clean.stdout)).toMatchObject([
      { venue: 'binance', kind: 'full', differences: [] },
      { venue: 'bybit', kind: 'full', differences: [] },
    ]);
    await ask(
      `select post_line('planted', 1, 'simulator', 'test', 'venue:bybit:main', 'bybit', null, 'USDT', 7),
              post_line('planted', 2, 'simulator', 'test', 'suspense', 'bybit', null, 'USDT', -7)`,
    );

    const differs = await reconcile('--venue', 'bybit');

    expect(differs.exitCode).toBe(EXIT.promiseBroken);
    expect(differs.stdout).toMatch(/bybit +balance +USDT/);
    expect(
      await ask(`select count(*) from incidents where kind = 'BALANCE_DIFFERS' and closed_at is null`),
    ).toEqual(['1']);
    expect(
      await ask(`select set_by from controls where scope = 'venue' and key = 'bybit' and state = 'paused'`),
    ).toEqual(['reconciliation']);
    const accepted = await reconcile('--venue', 'bybit', '--accept', '--by', 'ann', '--reason', 'planted');
    expect(accepted.stdout).toMatch(/booked -7 USDT on bybit/);
    expect((await reconcile('--venue', 'bybit')).exitCode).toBe(EXIT.ok);
    const wrong = await reconcile('--venue', 'nowhere');
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      EXIT.usage,
      expect.stringContaining('There is no venue "nowhere"'),
    ]);
  });

  /** Orders of openings that were begun later. */
  const openedSince = (atMs: number): Promise<string[]> =>
    ask(
      `select client_order_id from orders where step = 'open' and created_at > to_timestamp(${atMs / 1_000})`,
    );
});
