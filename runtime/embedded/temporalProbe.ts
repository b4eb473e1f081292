import { Connection } from '@temporalio/client';

/** @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const SERVING = 1;

/** Whether the frontend at `address` says by gRPC health that it serves. */
export async function temporalAnswers(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: '2s' });
    const { status } = await connection.healthService.check({
      service: 'temporal.api.workflowservice.v1.WorkflowService',
    });
    return Number(status) === SERVING;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
