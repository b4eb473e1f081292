import { NEVER_FROZEN } from '../../venues/freezeState';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitKeys } from '../../domain/limitKeys';
import { asAmount, asPrice, asQty } from '../../domain/money';
import type { Fill } from '../../domain/order';
import type { ReconciliationKind, ReconciliationReport } from '../../domain/reconciliation/report';
import type { TradePlan } from '../../domain/tradePlan';
import type { BeginAnswer, Journal, OrderIntent } from '../../execution/journal';
import type { ReconciliationDeps } from '../../execution/reconciliation/ports';
import { reconcileVenue } from '../../execution/reconciliation/reconcileVenue';
import { systemClock, type Clock } from '../../runtime/clock';
import type { SimNewOrder } from '../../simulator/simulatedVenue';
import { startSimulator, type Simulator } from '../../simulator/startSimulator';
import type { VenueCore } from '../../simulator/venueCore';
import { createDatabase, type Database } from '../../storage/database';
import { createGuardRecords } from '../../storage/guardRecords';
import { saveInstruments } from '../../storage/instruments';
import { createJournal } from '../../storage/journal';
import { refreshLimits } from '../../storage/limits';
import { postOpeningBalances } from '../../storage/openingBalances';
import { createReconciliationAlarm } from '../../storage/reconciliationAlarm';
import { createReconciliationBooks } from '../../storage/reconciliationBooks';
import { venueAdapter } from '../../venues/registry';
import { BUY_ON, SELL_ON, spreadPlan } from '../execution/spreadPlan';
import { startPostgres } from '../services';
import { manualConfig } from '../simulator/simulatorSetup';
import { silentLogger } from '../venues/silentLogger';

/** Both simulated venues over the wire, a real database, and the books of a trader that has just opened its accounts. */
export interface ReconciliationDesk {
  readonly database: Database;
  readonly journal: Journal;
  readonly clock: Clock;
  core(venue: string): VenueCore;
  deps(venue: string): ReconciliationDeps;
  reconcile(venue: string, kind?: ReconciliationKind): Promise<ReconciliationReport>;
  /** Writes an opening down, with one order on the buy venue; sends nothing. */
  begin(changes?: Partial<TradePlan>, clientOrderId?: string): Promise<BeginAnswer>;
  /** At the venue alone, as if every message about it were lost. */
  submit(venue: string, changes: Partial<SimNewOrder>): Fill[];
  /** First column of the rows, as text. */
  ask(sql: string): Promise<string[]>;
  close(): Promise<void>;
}

const A_TEST_MS = 600_000;

/** Time that jumps where it is waited for, the same for the venues and for us. */
export function jumpingClock(): Clock & { sleep(ms: number): Promise<void> } {
  let aheadMs = 0;
  return {
    nowMs: () => Date.now() + aheadMs,
    monotonicNs: () => systemClock.monotonicNs() + BigInt(aheadMs) * 1_000_000n,
    sleep(ms) {
      aheadMs += ms;
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Time as it is. */
export const runningClock = () => ({
  ...systemClock,
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
});

export async function openReconciliationDesk(
  clock: ReturnType<typeof jumpingClock> = jumpingClock(),
): Promise<ReconciliationDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-reconciliation-'));
  const simulator = await startSimulator(manualConfig(folder), { logger: silentLogger, clock });
  for (const venue of [BUY_ON, SELL_ON]) quote(simulator, venue);
  const database = createDatabase(await (await startPostgres()).createDatabase());
  const venues = new Map(
    await Promise.all(
      [BUY_ON, SELL_ON].map(async (venue) => [venue, await openSession(simulator, venue, clock)] as const),
    ),
  );
  const journal = createJournal(database, {
    limitsMaxAgeMs: 60_000,
    denialWaitMs: 0,
    guardHeadStartMs: 0,
    latchDenial: null,
    intelligenceGate: true,
    ceilings: [],
  });
  await openBooks(database, [...venues.values()]);
  await createGuardRecords(database).renewLease('guard of the test', A_TEST_MS);
  const sessionOf = (venue: string) => {
    const session = venues.get(venue);
    if (session === undefined) throw new Error(`no session with ${venue}`);
    return session;
  };
  const core = (venue: string): VenueCore => {
    const found = simulator.venues[venue];
    if (found === undefined) throw new Error(`no venue ${venue}`);
    return found;
  };
  const deps = (venue: string): ReconciliationDeps => ({
    mode: 'simulator',
    ...sessionOf(venue),
    books: createReconciliationBooks(database),
    journal,
    alarm: createReconciliationAlarm(database),
    settings: { quoteDust: '0.01' },
    clock,
    logger: silentLogger,
    sleep: (ms) => clock.sleep(ms),
  });
  return {
    database,
    journal,
    clock,
    core,
    deps,
    reconcile: (venue, kind = 'full') => reconcileVenue(deps(venue), kind),
    begin: (changes, clientOrderId = 'ours') =>
      begin(journal, spreadPlan(Date.now(), changes), clientOrderId),
    submit: (venue, changes) => submit(core(venue), changes),
    async ask(sql) {
      const rows = await database.query<Record<string, unknown>>({ name: '', text: sql, values: [] });
      return rows.map((row) => String(Object.values(row)[0]));
    },
    async close() {
      for (const { gateway } of venues.values()) await gateway.close();
      await database.close();
      await simulator.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

type Session = Pick<ReconciliationDeps, 'venue' | 'instruments' | 'gateway' | 'account'>;

async function openSession(simulator: Simulator, venue: string, clock: Clock): Promise<Session> {
  const url = simulator.urls[venue] ?? '';
  const base = {
    endpoints: { restUrl: url, publicWsUrl: url, privateWsUrl: url },
    clock,
    logger: silentLogger,
  };
  const adapter = venueAdapter(venue);
  const instruments = await adapter.loadInstruments(base, ['BTC/USDT']);
  const credentials = { apiKey: 'trader-key', apiSecret: 'trader-secret' };
  const signed = { ...base, credentials, instruments, budgetFraction: 1, freeze: NEVER_FROZEN };
  return {
    venue,
    instruments,
    gateway: adapter.createOrderGateway(signed),
    account: adapter.createAccountReader(signed),
  };
}

async function openBooks(database: Database, sessions: readonly Session[]): Promise<void> {
  for (const { venue, instruments, account } of sessions) {
    await saveInstruments(database, instruments);
    await postOpeningBalances(database, { mode: 'simulator', venue, balances: await account.balances() });
  }
  await refreshLimits(database, [
    { key: limitKeys.capital, limit: '1000000' },
    { key: limitKeys.grossExposure, limit: '1000000' },
    { key: limitKeys.strategyTrades('spread'), limit: '100' },
    { key: limitKeys.venueNotional(BUY_ON), limit: '1000000' },
    { key: limitKeys.venueNotional(SELL_ON), limit: '1000000' },
  ]);
}

function quote(simulator: Simulator, venue: string): void {
  simulator.setBook({ venue, symbol: 'BTCUSDT', bids: [['60000.0', '50']], asks: [['60010.0', '50']] });
}

function begin(journal: Journal, plan: TradePlan, clientOrderId: string): Promise<BeginAnswer> {
  return journal.beginOpening({
    plan,
    owner: 'test',
    hasWorkflow: true,
    deadlineAtMs: Date.now() - 1,
    intents: [intent(plan, clientOrderId)],
    capital: [],
    limits: [],
    allOrdersUsd: '600',
    transitions: [],
  });
}

const intent = ({ tradeId }: TradePlan, clientOrderId: string): OrderIntent => ({
  clientOrderId,
  tradeId,
  leg: 0,
  role: 'order',
  venue: BUY_ON,
  instrumentId: `${BUY_ON}:BTC/USDT`,
  side: 'buy',
  qty: asQty('0.01'),
  limitPrice: asPrice('60010'),
  timeInForce: 'IOC',
  reduceOnly: false,
  finalAfterMs: Date.now(),
});

function submit(core: VenueCore, changes: Partial<SimNewOrder>): Fill[] {
  const result = core.submit('main', {
    symbol: 'BTCUSDT',
    side: 'buy',
    type: 'limit',
    timeInForce: 'IOC',
    price: '60010.0',
    qty: '0.01',
    quoteQty: undefined,
    clientOrderId: 'ours',
    ...changes,
  });
  if (result.kind === 'rejected') throw new Error(`the venue rejected: ${result.reason}`);
  return result.order.fills.map((fill) => ({
    venue: core.venue,
    instrumentId: `${core.venue}:BTC/USDT`,
    clientOrderId: fill.clientOrderId,
    venueOrderId: fill.orderId,
    venueTradeId: String(fill.tradeId),
    side: fill.side,
    price: asPrice(fill.price),
    qty: asQty(fill.qty),
    fee: asAmount(fill.fee),
    feeAsset: fill.feeAsset,
    liquidity: fill.liquidity,
    exchangeTimeMs: fill.timeMs,
  }));
}
