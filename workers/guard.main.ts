import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStepRunner } from '../execution/stepRunner';
import type { StepDeps } from '../execution/stepDeps';
import { createBalanceEvents, type BalanceEvents } from '../guard/balanceEvents';
import { createBalanceComparison } from '../guard/compareBalances';
import { createOrderComparison } from '../guard/compareOrders';
import { createLeadership, type Leadership } from '../guard/leadership';
import { listenForOwners, type OwnerSockets } from '../guard/ownerSockets';
import type { GuardRecords } from '../guard/records';
import { lookAndCancel } from '../guard/takeOver';
import { createShutdownDriver, guardShutdownSteps } from '../guard/emergencyShutdown';
import { createWatchdog } from '../guard/watchdog';
import { repeat } from '../runtime/repeat';
import { createShutdownRecords } from '../storage/shutdownRecords';
import { createGuardRecords } from '../storage/guardRecords';
import { readInstallationId } from '../storage/installation';
import { saveInstruments } from '../storage/instruments';
import { createReconciliationBooks } from '../storage/reconciliationBooks';
import type { FreezeState } from '../venues/freezeState';
import { venueAdapter } from '../venues/registry';
import { createFactRecorder } from './factRecorder';
import { createFaultPoint } from './faultPoints';
import { openCoreProcess, type CoreContext } from './processContext';
import { keepFreezeKnown, openProcessVenues } from './processVenues';
import { runRoot } from './runRoot';
import { stepSettings } from './tradingSettings';
import { venueSettings } from './venueSettings';
import type { VenueSessions } from './venueSessions';

/** Two guards run side by side; each has a name of its own in heartbeats and logs. */
const NAME = process.env['HOLDFAST_PROCESS'] ?? 'guard';

const SHUTDOWN_LOOK_MS = 500;
/** How often it is asked whether the balances of a venue are due. */
const BALANCES_LOOK_MS = 1_000;

interface Guarding {
  readonly context: CoreContext;
  readonly guard: string;
  readonly records: GuardRecords;
  readonly leadership: Leadership;
  readonly sockets: OwnerSockets;
  readonly sessions: VenueSessions;
  readonly events: BalanceEvents;
}

/** The process `guard`: needs PostgreSQL and the venues, nothing else. */
async function main(): Promise<void> {
  const context = openCoreProcess(NAME);
  const { config, logger, clock, database, fleeting, shutdown } = context;
  const guard = `guard ${String(process.pid)} ${randomUUID()}`;
  const sockets = await listenForOwners(listenAddress(config.guard.listen), logger);
  shutdown.add({ name: 'sockets', stop: () => sockets.close() });
  const freeze = await keepFreezeKnown(context);
  const events = createBalanceEvents(clock);
  const sessions = await openSessions(context, freeze, events);
  await saveInstruments(database, [...sessions.instruments.values()]);
  const records = createGuardRecords(database, fleeting);
  const { leaseMs } = config.guard;
  const leadership = whileThawed(createLeadership({ guard, leaseMs, records, clock, logger }), freeze);
  const guarding = { context, guard, records, leadership, sockets, sessions, events };
  await leadership.renew();
  loop(guarding, { name: 'lease', everyMs: config.guard.renewEveryMs }, () => leadership.renew());
  await keepWatch(guarding);
  logger.info({ event: 'process.ready', guard, port: sockets.port });
}

function listenAddress(listen: string): { host: string; port: number } {
  const [host = '127.0.0.1', port = '0'] = listen === '' ? [] : listen.split(':');
  return { host, port: Number(port) };
}

/** While everything is frozen the guard takes nothing over: it could not finish it. Its lease goes on, and with the thaw so does its watch. */
function whileThawed(leadership: Leadership, freeze: FreezeState): Leadership {
  return { ...leadership, mayAct: () => leadership.mayAct() && freeze.refusal() === undefined };
}

async function openSessions(
  context: CoreContext,
  freeze: FreezeState,
  events: BalanceEvents,
): Promise<VenueSessions> {
  const { config, logger, journal, shutdown } = context;
  const facts = createFactRecorder({ journal, mode: config.mode, logger });
  shutdown.add({ name: 'facts', stop: () => facts.stop() });
  return openProcessVenues(context, venueSettings(config, venueAdapter, 'guard'), {
    freeze,
    listenerOf: (venue) => ({
      onOrder: (report) => {
        facts.order(report);
        events.order(venue);
      },
      onFill: (fill) => {
        facts.fill(fill);
        events.order(venue);
      },
      onBalances: (balances) => {
        events.balances(
          venue,
          balances.map(({ asset }) => asset),
        );
      },
      onHealthy: (healthy) => {
        logger.info({ event: 'privateStream.health', venue, healthy });
      },
    }),
  });
}

/**
 * Steps and exposures each few milliseconds and at once when an owner dies; orders that are watched each second; what the venues have at
 * rest and hold less often.
 */
async function keepWatch(guarding: Guarding): Promise<void> {
  const { context, records, leadership, sockets, sessions, guard } = guarding;
  const { config, logger, tasks } = context;
  const deps = await stepDeps(guarding);
  const mayAct = () => leadership.mayAct();
  const onStuck = (tradeId: string) => {
    logger.error({ event: 'guard.orphanStuck', tradeId });
    const incident = { severity: 'critical', kind: 'ORPHAN_STUCK', tradeId, details: {} } as const;
    tasks.run('incident', records.openIncident(incident));
  };
  const watch = createWatchdog({
    deps,
    runner: createStepRunner(deps),
    guard,
    records,
    mayAct,
    onStuck,
    leadership,
    sockets,
    tasks,
  });
  sockets.onGone(() => {
    tasks.run('watch', watch());
  });
  loop(guarding, { name: 'watch', everyMs: config.guard.lookEveryMs }, watch);
  const instruments = [...sessions.instruments.values()];
  const { gateways, clock } = deps;
  const compare = createOrderComparison({ gateways, instruments, records, mayAct, clock, logger });
  loop(guarding, { name: 'orders', everyMs: config.guard.compareOrdersEveryMs }, compare);
  loop(guarding, { name: 'balances', everyMs: BALANCES_LOOK_MS }, balanceComparison(guarding));
  driveShutdowns(guarding, deps);
  loop(guarding, { name: 'watched', everyMs: config.guard.watchedEveryMs }, async () => {
    if (!mayAct()) return;
    for (const tradeId of await records.watchedTrades()) await lookAndCancel({ deps }, tradeId);
  });
}

/** An emergency shutdown that its workflow does not carry through is this guard's. */
function driveShutdowns(guarding: Guarding, deps: StepDeps): void {
  const { context, guard, leadership, sessions } = guarding;
  const records = createShutdownRecords(context.database);
  const { sendBeforeMs } = context.config.deadlines;
  const instruments = [...sessions.instruments.values()];
  const shutdown = { driver: guard, records, gateways: deps.gateways, instruments, sendBeforeMs };
  const drive = createShutdownDriver({
    guard,
    takeSilent: (driver, silentMs) => records.takeSilent(driver, silentMs),
    steps: guardShutdownSteps(shutdown, deps),
    mayAct: () => leadership.mayAct(),
    sleep,
    logger: context.logger,
  });
  loop(guarding, { name: 'shutdown', everyMs: SHUTDOWN_LOOK_MS }, drive);
}

function balanceComparison({
  context,
  records,
  leadership,
  sessions,
  events,
}: Guarding): () => Promise<void> {
  const { config, database, clock, logger } = context;
  const { mode, reconciliation: settings } = config;
  const common = { mode, books: createReconciliationBooks(database), settings, clock, sleep };
  return createBalanceComparison({
    venues: sessions.sessions.map((session) => ({ ...session, ...common })),
    records,
    events,
    mayAct: () => leadership.mayAct(),
    everyMs: config.guard.compareBalancesEveryMs,
    logger,
  });
}

function loop(
  { context }: Guarding,
  { name, everyMs }: { name: string; everyMs: number },
  task: () => Promise<void>,
): void {
  const { logger, shutdown } = context;
  const repetition = repeat(task, { name, everyMs, logger });
  shutdown.add({ name, stop: () => repetition.stop() });
}

async function stepDeps({ context, guard, sessions }: Guarding): Promise<StepDeps> {
  const { config, database, journal, clock, logger } = context;
  return {
    installationId: await readInstallationId(database),
    owner: guard,
    journal,
    gateways: new Map(sessions.sessions.map(({ venue, gateway }) => [venue, gateway])),
    instruments: sessions.instruments,
    marketView: { book: () => undefined }, // the guard reduces at the stored bound and needs no opinion on prices
    settings: stepSettings(config),
    clock,
    logger,
    faultPoint: createFaultPoint(process.env['HOLDFAST_GUARD_FAULT_SOCKET']),
  };
}

runRoot(NAME, main);
