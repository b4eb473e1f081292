import type { NativeConnection } from '@temporalio/worker';
import { connectToTemporal } from '../runtime/temporalConnection';
import { ensureNamespace } from '../runtime/temporalNamespace';
import { SEARCH_ATTRIBUTES } from '../workflows/messages';
import type { ProcessContext } from './processContext';
import { installTemporalRuntime } from './temporalRuntime';

const RETENTION_DAYS = 30;

/** Connects this process to Temporal, waiting as long as it is away; the namespace is there when it resolves. Closed with the process. */
export async function openTemporal({
  config,
  logger,
  clock,
  shutdown,
}: ProcessContext): Promise<NativeConnection> {
  installTemporalRuntime(logger);
  const connection = await connectToTemporal(config.temporal, clock);
  shutdown.add({ name: 'temporal', stop: () => connection.close() });
  await ensureNamespace(connection, {
    namespace: config.temporal.namespace,
    retentionDays: RETENTION_DAYS,
    searchAttributes: SEARCH_ATTRIBUTES,
  });
  return connection;
}
