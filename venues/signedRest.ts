import type { BudgetClass } from './requestBudget';
import type { VenueClock } from './venueClock';
import type { VenueReply } from './venueReply';

/** What a signed request has at every venue. */
export interface SignedCall {
  readonly path: string;
  readonly budget: BudgetClass;
  readonly timeoutMs?: number;
  /** Order window; reads use the default. */
  readonly recvWindowMs?: number;
  /** Asked last thing before the bytes leave: why they may not. */
  readonly refusal?: () => string | undefined;
  readonly onWritten?: (() => void) | undefined;
}

/** Signed REST of one account. Never throws but where it says so, never repeats a request. */
export interface SignedRest<Call extends SignedCall> {
  readonly clock: VenueClock;
  call(call: Call): Promise<VenueReply>;
  /** Venue minus our clock in ms, sampled now. @throws VenueReadError */
  measureClock(): Promise<number>;
  /** One request on each connection. @throws VenueReadError */
  touch(): Promise<void>;
  close(): Promise<void>;
}
