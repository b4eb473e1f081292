import pino from 'pino';
import type { Instrument } from '../../domain/instrument';
import { limitKeys } from '../../domain/limitKeys';
import { asBps, asPrice, asQty, asUsd } from '../../domain/money';
import type { TradePlan } from '../../domain/tradePlan';
import type { Journal } from '../../execution/journal';
import type { StepDeps } from '../../execution/stepDeps';
import { createTradeSteps, type ProcessSteps } from '../../execution/tradeSteps';
import { systemClock } from '../../runtime/clock';
import { createDatabase, type Database } from '../../storage/database';
import { createGuardRecords } from '../../storage/guardRecords';
import { readInstallationId } from '../../storage/installation';
import { saveInstruments } from '../../storage/instruments';
import { createJournal } from '../../storage/journal';
import { createLedger, type Ledger } from '../../storage/ledger';
import { refreshLimits, type LimitLevel } from '../../storage/limits';
import { postOpeningBalances } from '../../storage/openingBalances';
import { startPostgres } from '../services';
import { FakeVenue } from './fakeVenue';
import { BUY_AT, BUY_ON, SELL_AT, SELL_ON, spreadPlan } from './spreadPlan';

/** Two fake venues and a real journal: everything that the steps of a spread need. */
export interface TradingDesk {
  readonly database: Database;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly buyVenue: FakeVenue;
  readonly sellVenue: FakeVenue;
  plan(changes?: Partial<TradePlan>): TradePlan;
  /** Steps as one process of its own has them; nothing but the database and the venues is shared between two. */
  process(owner: string, changes?: Partial<StepDeps>): ProcessSteps;
  /** What the steps of such a process are made of. */
  deps(owner: string, changes?: Partial<StepDeps>): StepDeps;
  /** Ample limits but for the capital; `others` replace what is ample. */
  refreshLimits(capitalUsd?: string, others?: readonly LimitLevel[]): Promise<void>;
  /** First column of the rows, as text. */
  ask(sql: string): Promise<string[]>;
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly usdt?: string;
  readonly limitsMaxAgeMs?: number;
}

export async function openDesk({
  usdt = '100000',
  limitsMaxAgeMs = 60_000,
}: DeskOptions = {}): Promise<TradingDesk> {
  const database = createDatabase(await (await startPostgres()).createDatabase());
  const instruments = spreadPlan(Date.now()).legs.map((leg) => spotOf(leg.venue, leg.instrumentId));
  await saveInstruments(database, instruments);
  const balances = [
    { asset: 'BTC', total: '2' },
    { asset: 'USDT', total: usdt },
  ];
  for (const venue of [BUY_ON, SELL_ON])
    await postOpeningBalances(database, { mode: 'simulator', venue, balances });
  const journal = createJournal(database, {
    limitsMaxAgeMs,
    denialWaitMs: 0,
    guardHeadStartMs: 0,
    latchDenial: null,
    intelligenceGate: true,
    ceilings: [],
  });
  const installationId = await readInstallationId(database);
  const buyVenue = new FakeVenue({ venue: BUY_ON, nowMs: Date.now });
  const sellVenue = new FakeVenue({ venue: SELL_ON, nowMs: Date.now });
  const desk: TradingDesk = {
    database,
    journal,
    ledger: createLedger(database),
    buyVenue,
    sellVenue,
    plan: (changes) => spreadPlan(Date.now(), changes),
    process: (owner, changes) => createTradeSteps(desk.deps(owner, changes)),
    deps: (owner, changes = {}) => ({
      installationId,
      owner,
      journal,
      gateways: new Map([buyVenue, sellVenue].map(({ gateway }) => [gateway.venue, gateway])),
      instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
      marketView: { book: bookNow },
      settings: SETTINGS,
      clock: systemClock,
      logger: pino({ level: 'silent' }),
      faultPoint: () => Promise.resolve(),
      ...changes,
    }),
    async refreshLimits(capitalUsd = '1000000', others: readonly LimitLevel[] = []) {
      const ample: LimitLevel[] = [
        { key: limitKeys.capital, limit: capitalUsd },
        { key: limitKeys.grossExposure, limit: '1000000' },
        { key: limitKeys.strategyTrades('spread'), limit: '100' },
        { key: limitKeys.strategyNotional('spread'), limit: '1000000' },
        { key: limitKeys.symbolNotional('BTC/USDT'), limit: '1000000' },
        { key: limitKeys.tradeNotional, limit: '1000000' },
        { key: limitKeys.orderNotional, limit: '1000000' },
        { key: limitKeys.venueNotional(BUY_ON), limit: '1000000' },
        { key: limitKeys.venueNotional(SELL_ON), limit: '1000000' },
      ];
      const replaced = new Set(others.map(({ key }) => key));
      await refreshLimits(database, [...ample.filter(({ key }) => !replaced.has(key)), ...others]);
    },
    async ask(sql) {
      const rows = await database.query<Record<string, unknown>>({ name: '', text: sql, values: [] });
      return rows.map((row) => String(Object.values(row)[0]));
    },
    close: () => database.close(),
  };
  await desk.refreshLimits();
  await createGuardRecords(database).renewLease(GUARD, A_TEST_MS);
  return desk;
}

/** Holds the lease: begins rely on it. */
export const GUARD = 'guard of the test';
/** Longer than any test. */
const A_TEST_MS = 600_000;

const SETTINGS: StepDeps['settings'] = {
  stalenessMs: 500,
  repairStartBps: '25',
  repairWidenBps: '25',
  repairMaxBps: '300',
  priceCollarBps: '200',
  cooldownAfterCloseMs: 5_000,
  cooldownAfterFailureMs: 60_000,
};

/** A book as of now, one price a side, at the price that the plan expects. */
function bookNow(instrumentId: string) {
  const price = instrumentId.startsWith(BUY_ON) ? BUY_AT : SELL_AT;
  const levels = [{ price, qty: asQty('100') }];
  return { instrumentId, bids: levels, asks: levels, receivedAtMs: Date.now(), trusted: true };
}

function spotOf(venue: string, id: string): Instrument {
  return {
    id,
    venue,
    kind: 'spot',
    symbol: 'BTC/USDT',
    venueSymbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    underlying: 'BTC',
    tickSize: asPrice('0.01'),
    lotSize: asQty('0.00001'),
    minQty: asQty('0.00001'),
    minNotional: asUsd('5'),
    contractMultiplier: asQty('1'),
    takerFeeBps: asBps('1'),
    makerFeeBps: asBps('1'),
  };
}
