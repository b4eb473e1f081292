import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createProcessRecords } from '../processRecord';
import type { ProcessSpec } from '../processSpec';
import { systemClock } from '../clock';
import { connectToTemporal } from '../temporalConnection';
import { ensureNamespace } from '../temporalNamespace';
import type { ServicePlanning } from './servicePlanning';
import { findTemporal } from './temporalBinary';
import { temporalAnswers } from './temporalProbe';

export const TEMPORAL = 'temporal';

/** The dev server deletes closed workflows after a day unless told otherwise. */
const RETENTION_DAYS = 30;

const DYNAMIC_CONFIG = [
  'history.timerProcessorMaxTimeShift="20ms"', // default: timers below a second fire up to 0.95 s late
  'system.enableActivityEagerExecution=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  // each refused start leaves a history without an execution, and the durability probe is refused for a living; default 60 days
  'worker.historyScannerDataMinAge="1h"',
];

/** Temporal's dev server on a file that survives a power cut (WAL, full sync). @throws TemporalMissingError */
export async function temporalSpec(
  planning: ServicePlanning,
): Promise<{ readonly spec: ProcessSpec; readonly address: string; readonly uiUrl: string }> {
  const command = await findTemporal(planning);
  const folder = join(planning.dataFolder, 'temporal');
  const ports = await choosePorts(planning);
  const address = `127.0.0.1:${ports.frontend}`;
  const spec: ProcessSpec = {
    name: TEMPORAL,
    command,
    args: [...serverArgs(planning.namespace, join(folder, 'temporal.db'), ports), ...codecArgs(planning)],
    dependsOn: [],
    beforeStart() {
      mkdirSync(folder, { recursive: true });
      return Promise.resolve();
    },
    isReady: () => temporalAnswers(address),
    afterReady: () => prepareNamespace(planning, address),
    readyWithinMs: 60_000,
    stopGraceMs: 15_000,
  };
  return { spec, address, uiUrl: `http://127.0.0.1:${ports.ui}` };
}

interface TemporalPorts {
  readonly frontend: number;
  readonly ui: number;
  readonly metrics: number;
}

async function choosePorts({ servicePorts, ports, dataFolder }: ServicePlanning): Promise<TemporalPorts> {
  const survives = createProcessRecords(dataFolder).survivor(TEMPORAL) !== undefined;
  return {
    frontend: await servicePorts.choose(TEMPORAL, ports.temporal, survives),
    ui: await servicePorts.choose('temporal-ui', ports.temporalUi, survives),
    metrics: await servicePorts.choose('temporal-metrics', ports.temporalMetrics, survives),
  };
}

function serverArgs(namespace: string, file: string, ports: TemporalPorts): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--ui-ip', '127.0.0.1'],
    ...['--port', String(ports.frontend), '--ui-port', String(ports.ui)],
    ...['--metrics-port', String(ports.metrics), '--namespace', namespace, '--db-filename', file],
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=full'],
    ...['--log-format', 'json', '--log-level', 'warn'],
    ...DYNAMIC_CONFIG.flatMap((setting) => ['--dynamic-config-value', setting]),
  ];
}

/** The Web UI then decodes by itself what it shows. */
const codecArgs = ({ codecEndpoint }: ServicePlanning): string[] =>
  codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', codecEndpoint];

/** The server's own flag for search attributes is ignored once the namespace exists, so they are registered at every boot. */
async function prepareNamespace(planning: ServicePlanning, address: string): Promise<void> {
  const { namespace, searchAttributes } = planning;
  const connection = await connectToTemporal({ address, namespace }, systemClock);
  try {
    await ensureNamespace(connection, { namespace, retentionDays: RETENTION_DAYS, searchAttributes });
  } finally {
    await connection.close();
  }
}
