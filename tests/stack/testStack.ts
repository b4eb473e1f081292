import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { openSession, type Session } from '../../cli/session';
import { createSupervisor, type Supervisor } from '../../runtime/supervisor';
import { createDatabase, type Database } from '../../storage/database';
import { migrateLatest } from '../../storage/migrate';
import { brokenPromises } from './brokenPromises';
import { openCrashPoints, type CrashPoints } from './crashPoints';
import { planSimulatedVenues, type MarketWish } from './simulatedVenues';
import { createSimulatorAdmin, type SimulatorAdmin } from './simulatorAdmin';
import { addressesOf, planOwnProcesses, planServices } from './stackProcesses';
import { until } from './until';

export type StackProcess =
  'postgres' | 'redis' | 'temporal' | 'simulator' | 'operations' | 'trader' | 'guard' | 'guard-standby';

export interface StackWish {
  readonly market?: MarketWish;
  /** Added to the environment of operations and trader. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Everything there is, as processes, under one supervisor that restarts what dies. */
export interface TestStack {
  readonly folder: string;
  readonly session: Session;
  readonly database: Database;
  readonly admin: SimulatorAdmin;
  readonly points: CrashPoints;
  readonly supervisor: Supervisor;
  readonly judgeLogPath: string;
  /** `kill -9` at once, or another signal. */
  kill(name: StackProcess, signal?: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when the process that is killed next, or was killed before and is not back yet, is ready again. */
  untilRestarted(name: StackProcess): Promise<void>;
  /** Lets trades open again after a verdict. */
  resume(): Promise<void>;
  /** Ends the opening of trades, waits until none is open and looks what is broken; trading stays paused. */
  verdict(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Slots open again soon after a trade, so that a test meets many trades in little time. */
const BRISK = {
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_CLOSE_MS: '250',
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_FAILURE_MS: '250',
};
const PAUSE = { scope: 'global', key: '', state: 'paused', reason: 'the test looks', setBy: 'test' } as const;
/** Stuck is who makes no progress for so long. */
const STUCK_AFTER_MS = 30_000;

/** Starts a stack of its own: services, simulated venues, operations, trader; all ready and trading when it resolves. */
export async function startTestStack({ market = {}, variables = {} }: StackWish = {}): Promise<TestStack> {
  const folder = newFolder();
  const supervisor = createSupervisor({
    dataFolder: folder,
    environment: process.env,
    restartDelayMs: () => 50,
  });
  const services = await planServices(folder);
  const venues = await planSimulatedVenues(folder, market);
  const points = await openCrashPoints(join(folder, 'points.sock'));
  const addresses = addressesOf(services, venues);
  const session = openSession(addresses, 'test');
  await supervisor.start([...services.specs, venues.spec]);
  await migrateLatest(services.databaseUrl);
  const own = await planOwnProcesses({
    folder,
    addresses,
    heartbeats: session.heartbeats,
    venues,
    variables: { ...BRISK, HOLDFAST_FAULT_SOCKET: points.socketPath, ...variables },
    serviceNames: services.specs.map(({ name }) => name),
  });
  await supervisor.start(own);
  const database = createDatabase(services.databaseUrl, { maxConnections: 4, statementTimeoutMs: 5_000 });
  const admin = createSimulatorAdmin(venues.adminUrl);
  const { judgeLogPath } = venues;
  return {
    folder,
    session,
    database,
    admin,
    points,
    supervisor,
    judgeLogPath,
    kill: (name, signal = 'SIGKILL') => {
      process.kill(pidOf(supervisor, name), signal);
    },
    untilRestarted: (name) => untilRestarted(supervisor, name),
    resume: () => session.controls.set({ ...PAUSE, state: 'running' }),
    async verdict() {
      await endTrading(session);
      return settledVerdict(() => brokenPromises({ judgeLogPath, database, admin }));
    },
    async stop() {
      await supervisor.stop();
      await Promise.all([session.close(), database.close(), points.close()]);
    },
  };
}

/** Below the run's folder, whose teardown also stops what a failed test has left. */
function newFolder(): string {
  const run = process.env['HOLDFAST_TEST_SERVICES'];
  if (run === undefined)
    throw new Error('HOLDFAST_TEST_SERVICES is not set: run by jest --selectProjects integration');
  chmodSync(run, 0o711); // PostgreSQL runs as another user when the tests run as root
  mkdirSync(run, { recursive: true });
  const folder = mkdtempSync(join(run, 'stack-'));
  chmodSync(folder, 0o711);
  return folder;
}

function pidOf(supervisor: Supervisor, name: StackProcess): number {
  const pid = supervisor.status().find((process) => process.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

function untilRestarted(supervisor: Supervisor, name: StackProcess): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = supervisor.onEvent((event) => {
      if (event.kind !== 'restarted' || event.name !== name) return;
      stopListening();
      resolve();
    });
  });
}

/** No new risk, then nothing open: the cut on which venues and ledger can be compared. */
async function endTrading({ controls, reports }: Session): Promise<void> {
  await until('the pause', async () => {
    await controls.set(PAUSE);
    return true;
  });
  await until(
    'every trade to close',
    async () => ((await reports.list({ limit: 1_000, openOnly: true })).length === 0 ? true : undefined),
    STUCK_AFTER_MS,
  ).catch(() => undefined); // the verdict names the trades that are stuck
}

/** A late event may still be on its way to the books: what stays for ten seconds is a difference. */
async function settledVerdict(look: () => Promise<string[]>): Promise<string[]> {
  let latest: string[] = ['no verdict could be read'];
  const settled = until(
    'a clean verdict',
    async () => {
      latest = await look();
      return latest.length === 0 ? latest : undefined;
    },
    10_000,
  );
  return settled.catch(() => latest);
}
