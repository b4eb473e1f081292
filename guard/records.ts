import type { Irregularity } from '../domain/incident';
import type { StepResult } from '../domain/lifecycle/steps';
import type { TradeId } from '../domain/tradePlan';
import type { BegunStep } from '../execution/journal';

/** Owners as this guard knows them by their sockets. */
export interface KnownOwners {
  /** Their socket was closed by the kernel: the process is dead. */
  readonly gone: readonly string[];
  /** A live socket outranks a lease. */
  readonly connected: readonly string[];
}

/** A step without a result that its owner can't or does not finish. */
export interface DueStep extends BegunStep {
  readonly owner: string;
  readonly ownerGone: boolean;
}

/** An open trade that is exposed while no step of it is under way. */
export interface DueExposure {
  readonly tradeId: TradeId;
  readonly epoch: number;
  readonly sinceMs: number;
}

export interface LeaseAnswer {
  readonly active: boolean;
  readonly holder: string;
}

export type TakeAnswer =
  | { readonly kind: 'taken'; readonly epoch: number }
  /** Somebody was faster, or there is no reason any more. */
  | { readonly kind: 'refused'; readonly result: StepResult | undefined };

export interface NewIncident {
  readonly severity: 'info' | 'warning' | 'critical';
  readonly kind: string;
  readonly tradeId?: TradeId;
  readonly venue?: string;
  readonly details: Irregularity['details'];
}

/** What the guard reads and writes besides the journal of steps; each call is one round trip and one commit. */
export interface GuardRecords {
  renewLease(guard: string, leaseMs: number): Promise<LeaseAnswer>;
  dueSteps(guard: string, owners: KnownOwners): Promise<DueStep[]>;
  dueExposures(owners: KnownOwners): Promise<DueExposure[]>;
  takeStep(step: DueStep, guard: string): Promise<TakeAnswer>;
  /** Nothing of the trade is exposed at this epoch. */
  clearExposure(tradeId: TradeId, epoch: number): Promise<void>;
  /** Open trades without a step under way that have an order whose fate is due to be known. */
  watchedTrades(): Promise<TradeId[]>;
  /** Of these ids, those that the journal knows. */
  knownOrders(clientOrderIds: readonly string[]): Promise<ReadonlySet<string>>;
  openIncident(incident: NewIncident): Promise<void>;
}
