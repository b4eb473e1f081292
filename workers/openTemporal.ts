import type { NativeConnection } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { connectToTemporal } from '../runtime/temporalConnection';
import { ensureNamespace } from '../runtime/temporalNamespace';
import { SEARCH_ATTRIBUTES } from '../workflows/messages';
import type { ProcessContext } from './processContext';
import { payloadConverter } from './payloadConverter';
import { installTemporalRuntime } from './temporalRuntime';

const RETENTION_DAYS = 30;

/** Where a process meets Temporal, and how it writes there: what every client and worker of it is made with. */
export interface TemporalPlace {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
}

/** Connects this process to Temporal, waiting as long as it is away; the namespace is there when it resolves. Closed with the process. */
export async function openTemporal({
  config,
  logger,
  clock,
  shutdown,
}: ProcessContext): Promise<TemporalPlace> {
  installTemporalRuntime(logger);
  const connection = await connectToTemporal(config.temporal, clock);
  shutdown.add({ name: 'temporal', stop: () => connection.close() });
  const { namespace } = config.temporal;
  await ensureNamespace(connection, {
    namespace,
    retentionDays: RETENTION_DAYS,
    searchAttributes: SEARCH_ATTRIBUTES,
  });
  return { connection, namespace, dataConverter: payloadConverter(config) };
}
