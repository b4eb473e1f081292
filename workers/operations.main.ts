import { Client } from '@temporalio/client';
import { createShutdownSteps } from '../execution/shutdownSteps';
import { repeat } from '../runtime/repeat';
import { createDatabase } from '../storage/database';
import { createBreakers } from '../storage/breakers';
import { createFreeze } from '../storage/freeze';
import { createOpenTrades } from '../storage/openTrades';
import { createLatestPrices } from '../storage/redis/latestPrices';
import { createShutdownRecords } from '../storage/shutdownRecords';
import { createWorkflowStarts } from '../storage/workflowStarts';
import { venueAdapter } from '../venues/registry';
import { createDailySummary, dailySummarySchedule } from './dailySummary';
import { ensureSchedules } from './ensureSchedules';
import { createBreakerFollowUps } from './breakerFollowUps';
import { createBreakerWatch } from './breakerWatch';
import { createLimitRefresher } from './limitRefresher';
import { createMidPrices } from './midPrices';
import { createOperationsWorker } from './operationsWorker';
import { createReconciler } from './reconciler';
import { RECONCILIATION_SCHEDULES } from './reconciliationSchedules';
import { createTradeRevival } from './reviveTrades';
import { openTemporal } from './openTemporal';
import { openProcess, type ProcessContext } from './processContext';
import { keepFreezeKnown, openProcessVenues } from './processVenues';
import { runRoot } from './runRoot';
import { createTradeSignals } from './signalTrades';
import { createShutdownStart } from './startShutdown';
import { createTradeStart } from './startTrade';
import { createWorkflowOutbox } from './workflowOutbox';
import { createVenueLinks } from './venueLinks';
import { builtWorkflowBundle } from './workflowBundle';
import { venueSettings } from './venueSettings';
import type { VenueSessions } from './venueSessions';
import { keepVenuesWatched } from './venueWatch';

const REFRESH_MS = 1_000;
const REVIVE_MS = 60_000;
const OUTBOX_MS = 500;
/** Reports add up a whole day; nothing that trades waits for them. */
const REPORTS_POOL = { maxConnections: 1, statementTimeoutMs: 60_000 };
const PAGE_MS = 60_000;

/** The process `operations`: limits each second, breakers twice a second, emergency shutdown, schedules of reconciliation and reports. */
async function main(): Promise<void> {
  const context = openProcess('operations');
  const { config, logger, clock, shutdown } = context;
  const freeze = await keepFreezeKnown(context);
  const sessions = await openProcessVenues(context, venueSettings(config, venueAdapter), { freeze });
  startRisk(context, sessions);
  const temporal = await openTemporal(context);
  const openTrades = createOpenTrades(context.database);
  const { connection, namespace, dataConverter } = temporal;
  const client = new Client({ connection, namespace, dataConverter });
  const signal = createTradeSignals(client);
  const reportsDatabase = createDatabase(config.database.url, REPORTS_POOL);
  shutdown.add({ name: 'reports', stop: () => reportsDatabase.close() });
  const worker = await createOperationsWorker({
    ...temporal,
    workflowBundle: builtWorkflowBundle(config),
    shutdown: createShutdownSteps({
      driver: 'workflow',
      records: createShutdownRecords(context.database),
      gateways: new Map(sessions.sessions.map(({ venue, gateway }) => [venue, gateway])),
      instruments: [...sessions.instruments.values()],
      sendBeforeMs: config.deadlines.sendBeforeMs,
      signalShutdown: (tradeId, wish) => signal(tradeId, { kind: 'emergencyShutdown', ...wish }),
    }),
    dailySummary: createDailySummary(reportsDatabase, config, clock),
    reconciliation: {
      venues: sessions.sessions.map(({ venue }) => venue),
      reconcile: createReconciler(context, sessions),
    },
  });
  keepPaging(context);
  keepTradesRunning(context, createTradeRevival({ ...temporal, openTrades: () => openTrades.plans() }));
  await ensureSchedules(client.schedule, [dailySummarySchedule(config), ...RECONCILIATION_SCHEDULES]);
  emptyOutbox(context, createTradeStart({ ...temporal, eager: false, onStarted: () => undefined }));
  followBreakers(context, client);
  const working = worker.run();
  shutdown.add({
    name: 'worker',
    async stop() {
      worker.shutdown();
      await working;
    },
  });
  logger.info({ event: 'process.ready' });
  await working;
}

/** A Terminate in the Web UI costs a trade a minute, not a position: its workflow comes back and walks the journal to the same place. */
function keepTradesRunning(
  { database, logger, shutdown }: ProcessContext,
  revive: () => Promise<string[]>,
): void {
  const openTrades = createOpenTrades(database);
  const loop = repeat(
    async () => {
      for (const tradeId of await revive()) {
        logger.error({ event: 'trade.workflowLost', tradeId });
        await openTrades.workflowWasLost(tradeId);
      }
    },
    { name: 'revival', everyMs: REVIVE_MS, logger },
  );
  shutdown.add({ name: 'revival', stop: () => loop.stop() });
}

/** A freeze leaves positions to the market: whoever set it is called each minute while anything is open. */
function keepPaging({ database, logger, shutdown }: ProcessContext): void {
  const freeze = createFreeze(database);
  const loop = repeat(
    async () => {
      const open = await freeze.page(PAGE_MS);
      if (open !== undefined) logger.fatal({ event: 'freeze.page', ...open });
    },
    { name: 'freezePage', everyMs: PAGE_MS / 12, logger },
  );
  shutdown.add({ name: 'freezePage', stop: () => loop.stop() });
}

/** A trade that opened before its workflow, and whose trader died before it could start it, has one within a second. */
function emptyOutbox(
  { database, logger, shutdown }: ProcessContext,
  startWorkflow: ReturnType<typeof createTradeStart>,
): void {
  const sweep = createWorkflowOutbox({ starts: createWorkflowStarts(database), startWorkflow, logger });
  const loop = repeat(
    async () => {
      for (const tradeId of await sweep()) logger.warn({ event: 'trade.workflowFromOutbox', tradeId });
    },
    { name: 'outbox', everyMs: OUTBOX_MS, logger },
  );
  shutdown.add({ name: 'outbox', stop: () => loop.stop() });
}

/** Limits and breakers: all they need is PostgreSQL, so that they go on while Temporal is away. */
function startRisk(context: ProcessContext, sessions: VenueSessions): void {
  const { config, logger, clock, database, fleeting, redis, shutdown } = context;
  const mids = createMidPrices({
    clock,
    prices: createLatestPrices({ link: redis, mode: config.mode, ttlMs: 10_000 }),
    instruments: [...sessions.instruments.values()],
  });
  const refresh = createLimitRefresher({ config, database: fleeting, mids });
  const limits = repeat(refresh, { name: 'limits', everyMs: REFRESH_MS, logger });
  shutdown.add({ name: 'limits', stop: () => limits.stop() });
  const look = createBreakerWatch({ config, logger, mids, breakers: createBreakers(database) });
  const { evaluateEveryMs: everyMs } = config.breakers;
  const watch = repeat(look, { name: 'breakers', everyMs, logger });
  shutdown.add({ name: 'breakers', stop: () => watch.stop() });
  const venues = sessions.sessions.map(({ venue }) => venue);
  keepVenuesWatched(context, { sessions, links: createVenueLinks(venues, [], clock) });
}

/** What a tripped breaker does beyond the database: the shutdown workflow, and open trades that are told to unwind. */
function followBreakers({ config, logger, database, shutdown }: ProcessContext, client: Client): void {
  const openTrades = createOpenTrades(database);
  const follow = createBreakerFollowUps({
    mode: config.mode,
    breakers: createBreakers(database),
    startShutdown: createShutdownStart(client),
    openTrades: () => openTrades.plans(),
    signal: createTradeSignals(client),
  });
  const loop = repeat(
    async () => {
      for (const { name, key, kind } of await follow())
        logger.warn({ event: 'breaker.followed', name, key, kind });
    },
    { name: 'breakerFollowUps', everyMs: config.breakers.evaluateEveryMs, logger },
  );
  shutdown.add({ name: 'breakerFollowUps', stop: () => loop.stop() });
}

runRoot('operations', main);
