import { resetCommand, stopText } from './breakers/breakerTable';
import { pingRedis } from '../storage/redis/pingRedis';
import { liftCommand } from './controlText';
import { explainError } from './explainError';
import { GUARDS } from './guardPorts';
import { heartbeatHealth, type PartHealth } from './healthReport';
import type { Session } from './session';

/** Our processes; each leaves a heartbeat in the database. */
const PROCESSES = ['trader', 'operations', ...GUARDS] as const;

/** What each process and dependency says of itself just now. Never throws: what cannot be asked is down. */
export async function probeStack(session: Session): Promise<PartHealth[]> {
  const parts = await Promise.all([probeParts(session), probeStops(session)]);
  return parts.flat();
}

/** Processes and services. Never throws. */
export async function probeParts(session: Session): Promise<PartHealth[]> {
  const parts = await Promise.all([
    probeDatabase(session),
    probeTemporal(session),
    probeRedis(session.addresses.redisUrl),
    probeSimulator(session.addresses.simulatorAdminUrl),
  ]);
  return parts.flat();
}

/** What keeps trades from opening though everything runs. Never throws. */
export async function probeStops(session: Session): Promise<PartHealth[]> {
  const stops = await Promise.all([probeControls(session), probeBreakers(session)]);
  return stops.flat();
}

async function probeDatabase({ heartbeats }: Session): Promise<PartHealth[]> {
  try {
    const agesMs = await heartbeats.agesMs();
    const database: PartHealth = { part: 'postgres', kind: 'up', detail: 'answers' };
    return [database, ...PROCESSES.map((process) => heartbeatHealth(process, agesMs.get(process)))];
  } catch (error) {
    return [down('postgres', error, 'start it, or correct DATABASE_URL; nothing opens meanwhile')];
  }
}

async function probeTemporal(session: Session): Promise<PartHealth[]> {
  try {
    const client = await session.temporal();
    await client.connection.workflowService.describeNamespace({
      namespace: session.addresses.temporalNamespace,
    });
    return [
      {
        part: 'temporal',
        kind: 'up',
        detail: session.addresses.temporalUiUrl ?? session.addresses.temporalAddress,
      },
    ];
  } catch (error) {
    return [down('temporal', error, 'start it, or correct TEMPORAL_ADDRESS; open trades wait and go on')];
  }
}

const REDIS_PATIENCE_MS = 2_000;

async function probeRedis(url: string | undefined): Promise<PartHealth[]> {
  if (url === undefined) return [];
  try {
    await pingRedis(url, REDIS_PATIENCE_MS);
    return [{ part: 'redis', kind: 'up', detail: 'answers' }];
  } catch (error) {
    const remedy = 'start it, or correct REDIS_URL; nothing is lost, displays go stale meanwhile';
    return [down('redis', error, remedy)];
  }
}

/** A control that somebody forgot looks like a broken system. */
async function probeControls({ controls, freeze }: Session): Promise<PartHealth[]> {
  const frozen = await freeze.read().catch(() => undefined); // an unreachable database is reported once, above
  const inForce = await controls.inForce().catch(() => []); // an unreachable database is reported once, above
  const held = inForce.map((control): PartHealth => ({
    part: `control ${control.scope} ${control.key}`.trim(),
    kind: 'warning',
    detail: `${control.state}: ${control.reason} (${control.setBy})`,
    remedy: `when its reason is gone: ${liftCommand(control)}`,
  }));
  if (frozen?.frozen !== true) return held;
  const detail = `nothing leaves for any venue: ${frozen.reason} (${frozen.setBy})`;
  return [
    {
      part: 'freeze',
      kind: 'warning',
      detail,
      remedy: 'when its reason is gone: holdfast freeze off --reason "…"',
    },
    ...held,
  ];
}

/** A tripped breaker denies trades for as long as nobody looks. */
async function probeBreakers({ breakerReports }: Session): Promise<PartHealth[]> {
  const lines = await breakerReports.list().catch(() => []); // an unreachable database is reported once, above
  return lines
    .filter(({ state }) => state === 'tripped')
    .map((line) => ({
      part: `breaker ${line.name} ${line.key}`.trim(),
      kind: 'warning',
      detail: `${line.value} at ${line.threshold}: ${line.stops.map(stopText).join('; ')}`,
      remedy: `when its cause is gone: ${resetCommand(line)}`,
    }));
}

async function probeSimulator(adminUrl: string | undefined): Promise<PartHealth[]> {
  if (adminUrl === undefined) return [];
  try {
    const reply = await fetch(`${adminUrl}/health`, { signal: AbortSignal.timeout(2_000) });
    if (reply.ok) return [{ part: 'simulator', kind: 'up', detail: adminUrl }];
    return [
      down('simulator', new Error(`HTTP ${reply.status}`), 'look into its log file in the data folder'),
    ];
  } catch (error) {
    return [
      down('simulator', error, 'the supervisor restarts it; look into its log file in the data folder'),
    ];
  }
}

function down(part: string, error: unknown, remedy: string): PartHealth {
  const detail = error instanceof Error ? error.message : String(error);
  return { part, kind: 'down', detail: explainError(error)?.problem ?? detail, remedy };
}
