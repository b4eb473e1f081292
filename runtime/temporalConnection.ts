import { NativeConnection } from '@temporalio/worker';
import type { Clock } from './clock';

export interface TemporalAddress {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
}

/** Thrown where Temporal did not answer at its address in time. */
export class TemporalUnreachableError extends Error {
  override readonly name = 'TemporalUnreachableError';
  constructor(
    readonly address: string,
    options: ErrorOptions,
  ) {
    super(
      `Temporal does not answer at ${address}: start it with ./holdfast up, or set TEMPORAL_ADDRESS`,
      options,
    );
  }
}

/** One connection for worker and client alike; tries until `patienceMs` is over. @throws TemporalUnreachableError */
export async function connectToTemporal(
  { address }: TemporalAddress,
  clock: Clock,
  patienceMs = 20_000,
): Promise<NativeConnection> {
  const untilMs = clock.nowMs() + patienceMs;
  for (;;) {
    try {
      // gzip is the default and costs a millisecond a call on loopback
      return await NativeConnection.connect({ address, grpcCompression: { codec: 'none' } });
    } catch (cause) {
      if (clock.nowMs() >= untilMs) throw new TemporalUnreachableError(address, { cause });
      await pause(250);
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
