import { Connection } from '@temporalio/client';

/** Whether the frontend at `address` says by gRPC health that it serves. */
export async function temporalAnswers(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: '2s' });
    const { status } = await connection.healthService.check({
      service: 'temporal.api.workflowservice.v1.WorkflowService',
    });
    return isServing(status);
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

/** @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const isServing = (status: number | null | undefined): boolean => status === 1;
