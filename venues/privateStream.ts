import type { Fill, OrderReport } from '../domain/order';
import type { AssetBalance } from './accountReader';
import type { AuthenticatedVenueDeps } from './venueDeps';

/** What the venue tells of our own account, as it happens. May repeat, reorder or skip: listeners must be idempotent. */
export interface PrivateListener {
  onOrder(report: OrderReport): void;
  onFill(fill: Fill): void;
  onBalances(balances: readonly AssetBalance[]): void;
  /** `false` from the moment the stream may have missed something until it is subscribed again. */
  onHealthy(healthy: boolean): void;
}

export interface PrivateStream {
  start(): void;
  stop(): Promise<void>;
}

export type CreatePrivateStream = (
  deps: AuthenticatedVenueDeps & { readonly listener: PrivateListener },
) => PrivateStream;
