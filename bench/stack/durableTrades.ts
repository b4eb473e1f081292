import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Config } from '../../config/schema';
import { Exact } from '../../domain/money';
import { denialText, type Opportunity } from '../../domain/opportunity';
import { planTrade } from '../../domain/planTrade';
import type { TradePlan } from '../../domain/tradePlan';
import { createTradeSteps } from '../../execution/tradeSteps';
import type { StepDeps } from '../../execution/stepDeps';
import { systemClock } from '../../runtime/clock';
import { createLogger, type Logger } from '../../runtime/logger';
import { repeat } from '../../runtime/repeat';
import { connectToTemporal } from '../../runtime/temporalConnection';
import { createDatabase, type Database } from '../../storage/database';
import { createGuardRecords } from '../../storage/guardRecords';
import { readInstallationId } from '../../storage/installation';
import { saveInstruments } from '../../storage/instruments';
import { createJournal } from '../../storage/journal';
import { refreshLimits } from '../../storage/limits';
import { postOpeningBalances } from '../../storage/openingBalances';
import { readFreeCapital } from '../../storage/accountBalances';
import { createTradeReports } from '../../storage/tradeReports';
import { createStreams } from '../../streams/createStreams';
import { NEVER_FROZEN } from '../../venues/freezeState';
import { venueAdapter } from '../../venues/registry';
import { createFactRecorder } from '../../workers/factRecorder';
import { journalSettings } from '../../workers/journalSettings';
import { limitLevels } from '../../workers/limitLevels';
import { payloadConverter } from '../../workers/payloadConverter';
import { startOptions } from '../../workers/startTrade';
import { createTradesWorker } from '../../workers/tradesWorker';
import { detectionSettings, stepSettings, tradeTerms } from '../../workers/tradingSettings';
import { builtWorkflowBundle } from '../../workers/workflowBundle';
import { venueSettings } from '../../workers/venueSettings';
import { openVenueSessions, type VenueSessions } from '../../workers/venueSessions';
import { TRADE_WORKFLOW, type TradeResult } from '../../workflows/messages';

/** A trader without a desk: trades follow each other as fast as they close, on the one pair that stands out of line. */
export interface DurableTrades {
  /** Runs `count` whole trades, `inFlight` at a time; completed trades per second. @throws where too many are not completed */
  tradesPerSecond(count: number, inFlight: number): Promise<number>;
  close(): Promise<void>;
}

interface Parts {
  readonly config: Config;
  readonly database: Database;
  readonly sessions: VenueSessions;
  readonly connection: NativeConnection;
  readonly taskQueue: string;
}

/** USD; limits never bind. */
const EQUITY = new Exact('1000000000');
const LIMITS_MS = 1_000;
/** Begins rely on a guard; what it costs is not what this bench is about. */
const A_BENCH_MS = 3_600_000;
/** On a busy machine a venue's answer may come too late for a trade or two; they count as time, not as trades. */
const MOST_FAILURES_FRACTION = 0.1;
const OPPORTUNITY_PATIENCE_MS = 20_000;

/** Opens what a trader opens, in this process as the floor's worker is, on the books as detection sees them. */
export async function openDurableTrades(config: Config): Promise<DurableTrades> {
  const logger = createLogger({ module: 'bench', level: 'error' });
  const database = createDatabase(config.database.url);
  const journal = createJournal(database, journalSettings(config));
  const facts = createFactRecorder({ journal, mode: config.mode, logger });
  const sessions = await openSessions(config, logger, facts);
  await openBooks(config, database, sessions);
  const seen = openDetection({ config, database, sessions, logger });
  const levels = () => refreshLimits(database, limitLevels(config, EQUITY));
  await createGuardRecords(database).renewLease('guard of the bench', A_BENCH_MS);
  const refreshing = repeat(levels, { name: 'limits', everyMs: LIMITS_MS, logger });
  const connection = await connectToTemporal(config.temporal, systemClock);
  const taskQueue = `trades-${randomUUID()}`;
  const steps: StepDeps = {
    installationId: await readInstallationId(database),
    owner: `bench ${String(process.pid)}`,
    journal,
    gateways: new Map(sessions.sessions.map(({ venue, gateway }) => [venue, gateway])),
    instruments: sessions.instruments,
    marketView: seen.marketView,
    settings: stepSettings(config),
    clock: systemClock,
    logger,
    faultPoint: () => Promise.resolve(),
  };
  const worker = await createTradesWorker({
    connection,
    namespace: config.temporal.namespace,
    dataConverter: payloadConverter(config),
    taskQueue,
    workflowBundle: builtWorkflowBundle(config),
    steps: createTradeSteps(steps),
  });
  const working = worker.run();
  const opportunity = await seen.first;
  return {
    tradesPerSecond: createClosedLoop({ config, database, sessions, connection, taskQueue }, opportunity),
    async close() {
      worker.shutdown();
      await working;
      await Promise.all([refreshing.stop(), seen.stop(), facts.stop()]);
      await sessions.close();
      await connection.close();
      await database.close();
    },
  };
}

/** Each runner has a slot of its own, whose counter names its next trade. */
function createClosedLoop({ config, connection, database, taskQueue }: Parts, opportunity: Opportunity) {
  const { namespace } = config.temporal;
  const client = new Client({ connection, namespace, dataConverter: payloadConverter(config) });
  const counters = new Map<number, number>();

  /** Why the trade was not completed; `undefined` where it was. */
  async function trade(slot: number): Promise<string | undefined> {
    const slotCounter = (counters.get(slot) ?? 0) + 1;
    counters.set(slot, slotCounter);
    const plan = planTrade(asOfNow(opportunity), { slot, slotCounter }, tradeTerms(config));
    const result = await runToEnd(client, plan, taskQueue);
    return result.outcome === 'completed' ? undefined : reasonOf(database, result);
  }

  return async (count: number, inFlight: number): Promise<number> => {
    const failures: string[] = [];
    let left = count;
    const runner = async (slot: number) => {
      while (left-- > 0) failures.push(...[await trade(slot)].filter((reason) => reason !== undefined));
    };
    const startedMs = performance.now();
    await Promise.all(Array.from({ length: inFlight }, (_, slot) => runner(slot)));
    const elapsedMs = performance.now() - startedMs;
    const [first] = failures;
    if (first !== undefined && failures.length > MOST_FAILURES_FRACTION * count)
      throw new Error(`${failures.length} of ${count} trades were not completed, the first: ${first}`);
    return (count - failures.length) / (elapsedMs / 1_000);
  };
}

/** What the orders of a trade that was not completed say. */
async function reasonOf(database: Database, { tradeId, denial, cause }: TradeResult): Promise<string> {
  if (denial !== undefined) return denialText(denial);
  const trade = await createTradeReports(database).record(tradeId);
  const sent = trade?.orders.filter(({ role }) => role === 'order') ?? [];
  return [cause, ...sent.map(({ venue, state, note }) => `${venue} ${state} ${note}`)].join('; ');
}

async function runToEnd(client: Client, plan: TradePlan, taskQueue: string): Promise<TradeResult> {
  const handle = await client.workflow.start<(plan: TradePlan) => Promise<TradeResult>>(TRADE_WORKFLOW, {
    ...startOptions(plan, taskQueue),
    args: [plan],
  });
  return handle.result();
}

/** The books stand as they stood: only the time has moved. */
function asOfNow(opportunity: Opportunity): Opportunity {
  const nowMs = Date.now();
  const lifeMs = opportunity.expiresAtMs - opportunity.detectedAtMs;
  return { ...opportunity, detectedAtMs: nowMs, expiresAtMs: nowMs + lifeMs };
}

function openSessions(config: Config, logger: Logger, facts: ReturnType<typeof createFactRecorder>) {
  return openVenueSessions(venueSettings(config, venueAdapter), {
    freeze: NEVER_FROZEN,
    clock: systemClock,
    logger,
    symbols: config.symbols,
    listenerOf: () => ({
      onOrder: (order) => {
        facts.order(order);
      },
      onFill: (fill) => {
        facts.fill(fill);
      },
      onBalances: () => undefined,
      onHealthy: () => undefined,
    }),
  });
}

async function openBooks({ mode }: Config, database: Database, sessions: VenueSessions): Promise<void> {
  await saveInstruments(database, [...sessions.instruments.values()]);
  for (const { venue, account } of sessions.sessions)
    await postOpeningBalances(database, { mode, venue, balances: await account.balances() });
}

/** Feeds and detection until their first opportunity is there; the books stay fresh after it. */
function openDetection({
  config,
  database,
  sessions,
  logger,
}: Pick<Parts, 'config' | 'database' | 'sessions'> & { logger: Logger }) {
  let onFirst: (opportunity: Opportunity) => void = () => undefined;
  const first = new Promise<Opportunity>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error('detection finds no opportunity in books that are out of line'));
    }, OPPORTUNITY_PATIENCE_MS);
    onFirst = (opportunity) => {
      clearTimeout(late);
      resolve(opportunity);
    };
  });
  const streams = createStreams({
    settings: detectionSettings(config),
    instruments: [...sessions.instruments.values()],
    endpoints: Object.fromEntries(sessions.sessions.map(({ venue, endpoints }) => [venue, endpoints])),
    shardCount: 1,
    clock: systemClock,
    logger,
    onOpportunity: (opportunity) => {
      onFirst(opportunity);
    },
    onDiscovery: () => undefined,
  });
  const capital = async () => {
    streams.setBalances(await readFreeCapital(database, config.mode));
  };
  const telling = repeat(capital, { name: 'capital', everyMs: 500, logger });
  streams.start();
  return {
    first,
    marketView: streams.marketView,
    async stop() {
      await telling.stop();
      await streams.stop();
    },
  };
}
