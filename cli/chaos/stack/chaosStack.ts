import { join } from 'node:path';
import { createDatabase, type Database } from '../../../storage/database';
import { migrateLatest } from '../../../storage/migrate';
import { createSupervisor, type Supervisor } from '../../../runtime/supervisor';
import { temporalConverter } from '../../../runtime/temporalConverter';
import type { ProcessSpec } from '../../../runtime/processSpec';
import type { VenueEndpoints } from '../../../venues/venueAdapter';
import { tradingVariables } from '../../demo/tradingVariables';
import type { Variables } from '../../ownProcesses';
import { openSession, type Session } from '../../session';
import { openCrashPoints, type CrashPoints } from './crashPoints';
import { createProcessHandles, type ProcessHandles } from './processHandles';
import { planSimulatedVenues, type MarketWish } from './simulatedVenues';
import { createSimulatorAdmin, type SimulatorAdmin } from './simulatorAdmin';
import { addressesOf, planOwnProcesses, planServices } from './stackProcesses';

export interface ChaosStackRequest {
  /** Data, logs and records; reachable for the unprivileged user of PostgreSQL. */
  readonly folder: string;
  readonly market?: MarketWish;
  /** Added to the environment of our own processes. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What histories are encrypted with; nothing where left out. */
  readonly payloadKeys?: readonly string[];
  readonly progress: (line: string) => void;
}

/** Everything there is, as processes, under one supervisor that restarts what dies. */
export interface ChaosStack {
  readonly folder: string;
  readonly session: Session;
  readonly database: Database;
  readonly admin: SimulatorAdmin;
  readonly points: CrashPoints;
  readonly supervisor: Supervisor;
  readonly processes: ProcessHandles;
  readonly judgeLogPath: string;
  /** Where the simulated venues answer. */
  readonly venues: Readonly<Record<string, VenueEndpoints>>;
  /** How a process or command is told of the simulated venues and their keys. */
  readonly tradingVariables: Variables;
  stop(): Promise<void>;
}

/** Slots open again soon after a trade, so that a run meets many trades in little time. */
const BRISK = {
  // what a fault trips heals after a second: chaos looks at promises, not at breakers
  HOLDFAST__PROFILE: 'chaos',
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_CLOSE_MS: '250',
  HOLDFAST__STRATEGIES__SPREAD__COOLDOWN_AFTER_FAILURE_MS: '250',
};
/** Every death counts as the first: chaos kills often, and a back-off would only lengthen the run. */
const RESTART_DELAY_MS = 50;

/** Starts a stack of its own: services, simulated venues and our processes; all ready and trading when it resolves. */
export async function startChaosStack(request: ChaosStackRequest): Promise<ChaosStack> {
  const { folder } = request;
  const supervisor = createSupervisor({
    dataFolder: folder,
    environment: process.env,
    restartDelayMs: () => RESTART_DELAY_MS,
  });
  try {
    return await startUnder(supervisor, request);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

async function startUnder(
  supervisor: Supervisor,
  { folder, market = {}, variables = {}, payloadKeys = [], progress }: ChaosStackRequest,
): Promise<ChaosStack> {
  const services = await planServices(folder, progress);
  const venues = await planSimulatedVenues(folder, market);
  const addresses = addressesOf(services, venues);
  await supervisor.start([...services.specs, venues.spec]);
  await migrateLatest(services.databaseUrl);
  const points = await openCrashPoints(join(folder, 'points.sock'));
  const session = openSession(addresses, 'chaos', temporalConverter(payloadKeys));
  const trading = tradingVariables({ minNetBps: undefined, market: 'synthetic' }, venues.access);
  const own: ProcessSpec[] = await planOwnProcesses({
    folder,
    addresses,
    heartbeats: session.heartbeats,
    variables: {
      ...trading,
      ...BRISK,
      HOLDFAST_FAULT_SOCKET: points.socketPath,
      TEMPORAL_PAYLOAD_KEYS: payloadKeys.join(','),
      ...variables,
    },
    serviceNames: services.specs.map(({ name }) => name),
  });
  await supervisor.start(own);
  const database = createDatabase(services.databaseUrl, { maxConnections: 4, statementTimeoutMs: 10_000 });
  return {
    folder,
    session,
    database,
    admin: createSimulatorAdmin(venues.adminUrl),
    points,
    supervisor,
    processes: createProcessHandles(supervisor, [...services.specs, venues.spec, ...own]),
    judgeLogPath: venues.judgeLogPath,
    venues: Object.fromEntries([...venues.access].map(([venue, { endpoints }]) => [venue, endpoints])),
    tradingVariables: trading,
    async stop() {
      await supervisor.stop();
      await Promise.all([session.close(), database.close(), points.close()]);
    },
  };
}
