import type { InstrumentId, VenueId } from '../domain/instrument';
import type { Fill, OrderRef, OrderReport, OrderRequest } from '../domain/order';

/** Facts of a venue that decide when an order is final (`docs/architecture.md`, *One step*). */
export interface VenueCapabilities {
  readonly venue: VenueId;
  readonly lookUpByClientOrderId: boolean;
  /** Longest wait for a reply before the look-up starts. */
  readonly replyTimeoutMs: number;
  /** How late the venue may still accept a message whose window has passed. */
  readonly transitToleranceMs: number;
  /** How long the venue's look-ups may lag behind its matching. */
  readonly readLagMs: number;
  /** Smallest window the venue lets us ask for. */
  readonly windowMinMs: number;
  readonly hasOrderWindow: boolean;
}

/** Until when the bytes of an order may leave, on both clocks: whichever ends first. */
export interface SendDeadline {
  readonly wallMs: number;
  readonly monotonicNs: bigint;
}

/** A venue's certain refusal. `retry` = a passing kind (busy, rate limit, clock): a new attempt may follow. */
export interface Rejection {
  readonly class: 'final' | 'retry';
  readonly venueCode: string;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

interface Sent {
  /** `hrtime` when the request's bytes were handed to the socket. */
  readonly writtenAtNs: bigint;
  /** Venue window that went with the order: it is final after `sentAt + windowMs + transitTolerance + readLag`. */
  readonly windowMs: number;
}

export type SendOutcome =
  | (Sent & { readonly kind: 'confirmed'; readonly report: OrderReport })
  | (Sent & { readonly kind: 'rejected'; readonly rejection: Rejection })
  | (Sent & { readonly kind: 'unknown'; readonly cause: string })
  | { readonly kind: 'notSent'; readonly cause: string };

export type LookUpOutcome =
  | { readonly kind: 'found'; readonly report: OrderReport }
  | { readonly kind: 'notFound' }
  /** The question was not answered: proves nothing. */
  | { readonly kind: 'unreadable'; readonly cause: string };

export type CancelOutcome =
  | { readonly kind: 'cancelled'; readonly report: OrderReport | undefined }
  | { readonly kind: 'notOpen' }
  | { readonly kind: 'unknown'; readonly cause: string };

/** Thrown by reads that a venue did not answer usably. Unreadable is not unknown and not empty. */
export class VenueReadError extends Error {
  override readonly name = 'VenueReadError';
  /** True where the venue answered with an error of its own: it can be reached. */
  readonly isRefusal: boolean;
  constructor(
    readonly venue: VenueId,
    readonly request: string,
    options: ErrorOptions & { readonly detail: string; readonly isRefusal?: boolean },
  ) {
    super(`${venue} did not answer ${request}: ${options.detail}`, options);
    this.isRefusal = options.isRefusal ?? false;
  }
}

/** Our id of an order that is known by the venue's; `undefined` = not known here. */
export type NameOf = (venueOrderId: string) => string | undefined;

/** Order entry of one account at one venue. No method retries by itself; no method but `send` adds risk. */
export interface OrderGateway {
  readonly venue: VenueId;
  readonly capabilities: VenueCapabilities;
  /**
   * Sends once; never throws. The deadline is checked last thing before the bytes leave and travels as the venue's window. `onWritten` is
   * told once, when the bytes have left; never, where they did not.
   */
  send(order: OrderRequest, deadline: SendDeadline, onWritten?: () => void): Promise<SendOutcome>;
  /** Open orders, then history, by our id; never throws. */
  lookUp(ref: OrderRef): Promise<LookUpOutcome>;
  cancel(ref: OrderRef): Promise<CancelOutcome>;
  /** @throws VenueReadError */
  cancelAll(instrumentId: InstrumentId): Promise<void>;
  /** @throws VenueReadError */
  openOrders(instrumentId: InstrumentId): Promise<OrderReport[]>;
  /** All fills of one order. @throws VenueReadError */
  fillsOf(ref: OrderRef & { readonly venueOrderId: string }): Promise<Fill[]>;
  /**
   * Every fill of the instrument since a venue time, all pages. `nameOf` answers our ids that the caller holds already: a venue that does
   * not tell them is then not asked. @throws VenueReadError, also where the pages have no end: a part never passes for the whole
   */
  fillsSince(instrumentId: InstrumentId, sinceMs: number, nameOf?: NameOf): Promise<Fill[]>;
  /** Opens the connections and measures the clock offset, so that the first order pays no handshake. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}
