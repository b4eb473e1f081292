import type { TransitionRecord } from '../../domain/lifecycle/steps';
import { createControls } from '../../storage/controls';
import { createDatabase, type Database } from '../../storage/database';
import { countDenials } from '../../storage/denialCounts';
import { createDiscoveries } from '../../storage/discoveries';
import { createHeartbeats } from '../../storage/heartbeats';
import { createJournal } from '../../storage/journal';
import { createRunReports } from '../../storage/runReports';
import { createTradeReports } from '../../storage/tradeReports';
import { spreadPlan } from '../execution/spreadPlan';
import { startPostgres } from '../services';

const transitions: TransitionRecord[] = [
  { seq: 0, from: 'idle', to: 'validating', cause: 'started', atMs: 1_000, figures: {} },
];
const denial = { code: 'EDGE_BELOW_MINIMUM', figures: { netBps: '1.2', minNetBps: '5' } };

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL

describe('what the command line reads', () => {
  let database: Database;
  beforeEach(async () => {
    database = createDatabase(await (await startPostgres()).createDatabase());
  });
  afterEach(async () => {
    await database.close();
  });

  const journal = () =>
    createJournal(database, {
      limitsMaxAgeMs: 5_000,
      guardHeadStartMs: 0,
      denialWaitMs: 1_000,
      latchDenial: null,
      intelligenceGate: true,
      ceilings: [],
    });

  it('tells of a denied trade with its reason and time line', async () => {
    const plan = spreadPlan(Date.now());
    await journal().denyOpening(plan, denial, transitions);
    const reports = createTradeReports(database);

    const [line] = await reports.list({ limit: 10 });
    expect(line).toMatchObject({
      tradeId: plan.tradeId,
      state: 'closed',
      outcome: 'denied',
      denial: 'EDGE_BELOW_MINIMUM netBps=1.2 minNetBps=5',
      expectedNetBps: plan.edge.netBps,
    });
    expect(await reports.find(plan.tradeId)).toEqual(line);
    expect(await reports.events(plan.tradeId)).toEqual([
      ...transitions,
      expect.objectContaining({ seq: 1, from: 'validating', to: 'closed', figures: denial.figures }),
    ]);
    expect((await reports.record(plan.tradeId))?.plan).toEqual(plan);
    expect(await reports.denialOf(plan.tradeId)).toBe('EDGE_BELOW_MINIMUM netBps=1.2 minNetBps=5');
  });

  it('lists open trades alone, or those touched since a moment', async () => {
    await journal().denyOpening(spreadPlan(Date.now()), denial, transitions);
    const reports = createTradeReports(database);

    expect(await reports.list({ limit: 10, openOnly: true })).toEqual([]);
    expect(await reports.list({ limit: 10, touchedSinceMs: Date.now() - 60_000 })).toHaveLength(1);
    expect(await reports.list({ limit: 10, touchedSinceMs: Date.now() + 60_000 })).toEqual([]);
  });

  it('knows nothing of a trade that never was', async () => {
    const reports = createTradeReports(database);
    expect(await reports.find('nope')).toBeUndefined();
    expect(await reports.record('nope')).toBeUndefined();
    expect(await reports.events('nope')).toEqual([]);
  });

  it('denies the next opening once a control is set, and audits each change', async () => {
    const controls = createControls(database);
    await controls.set({ scope: 'global', key: '', state: 'paused', reason: 'news', setBy: 'ada' });
    await controls.set({ scope: 'global', key: '', state: 'running', reason: 'over', setBy: 'ada' });
    await controls.set({ scope: 'venue', key: 'bybit', state: 'paused', reason: 'halt', setBy: 'ada' });

    expect(await controls.inForce()).toEqual([
      { scope: 'venue', key: 'bybit', state: 'paused', reason: 'halt', setBy: 'ada' },
    ]);
    const audited = await database.query<{ action: string }>({
      name: 'audit',
      text: 'select action from audit_log order by id',
      values: [],
    });
    expect(audited.map((row) => row.action)).toEqual(['control.paused', 'control.running', 'control.paused']);
    const begun = await journal().beginOpening({
      plan: spreadPlan(Date.now()),
      owner: 'test',
      deadlineAtMs: Date.now() + 500,
      intents: [],
      allOrdersUsd: '600',
      capital: [],
      limits: [],
      transitions: [],
      hasWorkflow: true,
    });
    expect(begun).toMatchObject({
      kind: 'denied',
      denial: { code: 'CONTROL_PAUSED', figures: { reason: 'halt' } },
    });
  });

  it('adds up refusals by reason, those that the log left out included', async () => {
    const discoveries = createDiscoveries(database);
    const candidate = (topGrossBps: string, suppressed: number) => ({
      pairKey: 'binance:BTC/USDT>bybit:BTC/USDT',
      atMs: Date.now(),
      suppressed,
      denial: {
        code: 'EDGE_BELOW_MINIMUM',
        figures: { topGrossBps, stoppedBy: 'takerFeesBps', takerFeesBps: '20' },
      },
    });
    const batch = { mode: 'simulator' as const, strategy: 'spread' };
    await discoveries.record({ ...batch, candidates: [candidate('3.1', 9), candidate('4.8', 0)] });
    await discoveries.record({ ...batch, candidates: [] });

    const runs = createRunReports(database);
    expect(await runs.refused(Date.now() - 60_000)).toEqual([
      {
        symbol: 'BTC/USDT',
        reason: 'EDGE_BELOW_MINIMUM',
        seen: 11,
        bestGrossBps: '4.8',
        figures: { topGrossBps: '4.8', stoppedBy: 'takerFeesBps', takerFeesBps: '20' },
      },
    ]);
    expect(await runs.refused(Date.now() + 60_000)).toEqual([]);
  });

  it('counts refusals by code, openings and candidates apart, with the latest figures', async () => {
    await journal().denyOpening(spreadPlan(Date.now()), denial, transitions);
    const candidate = { pairKey: 'binance:BTC/USDT>bybit:BTC/USDT', atMs: Date.now() - 1_000, suppressed: 4 };
    const candidates = [
      { ...candidate, denial },
      { ...candidate, denial: { code: 'QUEUE_FULL', figures: { capacity: '100' } } },
    ];
    await createDiscoveries(database).record({ mode: 'simulator', strategy: 'spread', candidates });

    expect(await countDenials(database, Date.now() - 60_000)).toMatchObject([
      { code: 'EDGE_BELOW_MINIMUM', openings: 1, candidates: 5, lastFigures: denial.figures },
      { code: 'QUEUE_FULL', openings: 0, candidates: 5, lastFigures: { capacity: '100' } },
    ]);
    expect(await countDenials(database, Date.now() + 60_000)).toEqual([]);
  });

  it('counts the age of a heartbeat by the clock of the database', async () => {
    const heartbeats = createHeartbeats(database);
    await heartbeats.beat('trader');
    const ageMs = (await heartbeats.agesMs()).get('trader') ?? Infinity;
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(5_000);
    expect((await heartbeats.agesMs()).has('operations')).toBe(false);
  });
});
