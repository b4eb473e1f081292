import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { TradeId } from '../domain/tradePlan';
import { createBreakerReports, type BreakerReports } from '../storage/breakerReports';
import { createBreakers, type Breakers } from '../storage/breakers';
import { createControls, type Controls } from '../storage/controls';
import type { DailyFacts, ReportWindow } from '../domain/dailyReport';
import { readDailyFacts } from '../storage/dailyFacts';
import { createDailyReports, type DailyReports } from '../storage/dailyReports';
import { createDatabase } from '../storage/database';
import { countDenials, type DenialCount } from '../storage/denialCounts';
import { createFreeze, type Freeze } from '../storage/freeze';
import { createHeartbeats, type Heartbeats } from '../storage/heartbeats';
import { createAdjustments, type Adjustments } from '../storage/adjustments';
import { createIncidents, type Incidents } from '../storage/incidents';
import { readLimits, type LimitUse } from '../storage/limits';
import { readCommitSafety, type CommitSafety } from '../storage/commitSafety';
import { createLedger, type Ledger } from '../storage/ledger';
import { createRunReports, type RunReports } from '../storage/runReports';
import { readNewestSnapshot, type Snapshot } from '../storage/snapshots';
import { createShutdownRecords } from '../storage/shutdownRecords';
import { createSettings, type Settings } from '../storage/settings';
import { createTradeReports, type TradeReports } from '../storage/tradeReports';
import { EXIT } from './exitCodes';
import type { StackAddresses } from './stackAddresses';
import { createSteering, type Steering } from './steering';
import { UserError } from './userError';

/** Connections to a running stack. */
export interface Session {
  readonly addresses: StackAddresses;
  readonly reports: TradeReports;
  readonly runs: RunReports;
  /** Refusals since a moment, by code. */
  denialCounts(sinceMs: number): Promise<DenialCount[]>;
  readonly ledger: Ledger;
  readonly adjustments: Adjustments;
  readonly incidents: Incidents;
  /** The last state that an emergency shutdown saved. */
  readonly newestSnapshot: () => Promise<Snapshot | undefined>;
  readonly dailyReports: DailyReports;
  readonly readDailyFacts: (window: ReportWindow) => Promise<DailyFacts>;
  readonly heartbeats: Heartbeats;
  readonly controls: Controls;
  readonly breakers: Pick<Breakers, 'reset'>;
  readonly breakerReports: BreakerReports;
  readonly freeze: Freeze;
  /** Latches to real money that people switch at run time. */
  readonly settings: Settings;
  readonly limits: () => Promise<LimitUse[]>;
  readonly commitSafety: () => Promise<CommitSafety>;
  /** Who steers, for the audit trail. */
  readonly operator: string;
  readonly steering: Steering;
  /** Connected on first use. @throws UserError naming the address where Temporal does not answer. */
  temporal(): Promise<Client>;
  /** Address of a trade's workflow in the Temporal Web UI; `undefined` where the UI's address is not known. */
  tradeUiUrl(tradeId: TradeId): string | undefined;
  close(): Promise<void>;
}

/** Long enough for a busy machine, short enough for a person who waits. */
const TEMPORAL_PATIENCE = '5s';

/** A day of 100 000 trades takes about ten seconds to add up. */
const ADDING_UP = { maxConnections: 1, statementTimeoutMs: 60_000 };

/** Opens a session; connects to nothing before it is needed. `dataConverter` reads and writes payloads as the stack's workers do. */
export function openSession(
  addresses: StackAddresses,
  operator: string,
  dataConverter: DataConverter,
): Session {
  const database = createDatabase(addresses.databaseUrl, { maxConnections: 4, statementTimeoutMs: 5_000 });
  const adding = createDatabase(addresses.databaseUrl, ADDING_UP);
  const reports = createTradeReports(database);
  const controls = createControls(database);
  let connecting: Promise<Connection> | undefined;

  async function temporal(): Promise<Client> {
    connecting ??= connectToTemporal(addresses.temporalAddress);
    const namespace = addresses.temporalNamespace;
    return new Client({ connection: await connecting, namespace, dataConverter });
  }

  function tradeUiUrl(tradeId: TradeId): string | undefined {
    if (addresses.temporalUiUrl === undefined) return undefined;
    return `${addresses.temporalUiUrl}/namespaces/${addresses.temporalNamespace}/workflows/${encodeURIComponent(tradeId)}`;
  }

  async function close(): Promise<void> {
    const connection = await connecting?.catch(() => undefined);
    await Promise.all([connection?.close(), database.close(), adding.close()]);
  }

  return {
    addresses,
    reports,
    runs: createRunReports(database),
    denialCounts: (sinceMs) => countDenials(database, sinceMs),
    ledger: createLedger(database),
    adjustments: createAdjustments(database),
    incidents: createIncidents(database),
    newestSnapshot: () => readNewestSnapshot(database),
    dailyReports: createDailyReports(database),
    readDailyFacts: (window) => readDailyFacts(adding, window),
    heartbeats: createHeartbeats(database),
    controls,
    breakers: createBreakers(database),
    breakerReports: createBreakerReports(database),
    freeze: createFreeze(database),
    settings: createSettings(database),
    limits: () => readLimits(database),
    commitSafety: () => readCommitSafety(database),
    operator,
    steering: createSteering({
      controls,
      reports,
      shutdowns: createShutdownRecords(database),
      temporal,
      operator,
    }),
    temporal,
    tradeUiUrl,
    close,
  };
}

async function connectToTemporal(address: string): Promise<Connection> {
  try {
    return await Connection.connect({ address, connectTimeout: TEMPORAL_PATIENCE });
  } catch (cause) {
    throw new UserError({
      problem: `Temporal does not answer at ${address}`,
      remedy: 'Start it with `holdfast up` or `holdfast demo`, or correct TEMPORAL_ADDRESS',
      exitCode: EXIT.notRunning,
      cause,
    });
  }
}
