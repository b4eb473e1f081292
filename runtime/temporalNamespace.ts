import type { SearchAttributeType } from '@temporalio/common';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { msToTs } from '@temporalio/common/lib/time';
import type { NativeConnection } from '@temporalio/worker';

/** gRPC status codes, https://grpc.io/docs/guides/status-codes/ */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

export interface NamespaceNeeds {
  readonly namespace: string;
  readonly retentionDays: number;
  readonly searchAttributes: readonly { readonly name: string; readonly type: SearchAttributeType }[];
}

/** Makes namespace, retention and search attributes as we need them; what is there already stays. Safe to run at every boot. */
export async function ensureNamespace(connection: NativeConnection, needs: NamespaceNeeds): Promise<void> {
  await registerNamespace(connection, needs);
  await untilKnown(() => addSearchAttributes(connection, needs));
}

async function registerNamespace(connection: NativeConnection, needs: NamespaceNeeds): Promise<void> {
  const { namespace } = needs;
  const workflowExecutionRetentionTtl = msToTs(`${needs.retentionDays} days`);
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: workflowExecutionRetentionTtl,
    });
  } catch (error) {
    if (grpcCode(error) !== ALREADY_EXISTS) throw error;
    // the dev server makes its namespace with a retention of 24 h
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl },
    });
  }
}

async function addSearchAttributes(connection: NativeConnection, needs: NamespaceNeeds): Promise<void> {
  const { namespace } = needs;
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = needs.searchAttributes.filter(({ name }) => !(name in customAttributes));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(
      missing.flatMap(({ name, type }) => {
        const indexed = encodeSearchAttributeIndexedValueType(type);
        return indexed === undefined ? [] : [[name, indexed]];
      }),
    ),
  });
}

/** A new namespace answers NOT_FOUND for about a second, and attributes added by another process at the same time already exist. */
async function untilKnown(run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run();
      return;
    } catch (error) {
      const code = grpcCode(error);
      if (code === ALREADY_EXISTS) return;
      if (code !== NOT_FOUND || attempt >= 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function grpcCode(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
