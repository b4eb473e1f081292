import type { VenueId } from './instrument';
import type { TradeId } from './tradePlan';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something irregular, told by whoever saw it. Seen again while its incident is open it is counted, not opened twice. */
export interface Irregularity {
  readonly severity: Severity;
  /** `UPPER_SNAKE`; each kind stands in the runbook with what to do. */
  readonly kind: string;
  readonly tradeId?: TradeId;
  readonly venue?: VenueId;
  /** The figures that it was seen by, as JSON. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The part of the system that saw it: `guard`, `reconciliation`, `breaker`, … */
  readonly seenBy: string;
}

/** Where an incident stands. */
export type IncidentState =
  | { readonly kind: 'open' }
  | { readonly kind: 'acknowledged'; readonly by: string; readonly atMs: number }
  | {
      readonly kind: 'closed';
      readonly by: string;
      readonly atMs: number;
      readonly resolution: string;
      readonly cause: string | undefined;
    };

export interface Incident {
  readonly id: number;
  readonly kind: string;
  /** The worst that any occurrence had. */
  readonly severity: Severity;
  readonly tradeId: TradeId | undefined;
  readonly venue: VenueId | undefined;
  readonly state: IncidentState;
  /** Who acknowledged it last. */
  readonly owner: string | undefined;
  readonly seenBy: string;
  readonly occurrences: number;
  readonly openedAtMs: number;
  readonly lastSeenAtMs: number;
  /** Of the first occurrence. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** One line of an incident's time line. */
export interface IncidentEvent {
  readonly kind: 'opened' | 'repeated' | 'acknowledged' | 'closed';
  readonly atMs: number;
  readonly who: string;
  /** Severity of an occurrence, reason of an end. */
  readonly note: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An incident stays open until an operator closes it, who then answers for what it still held. */
export type CloseIncidentAnswer =
  | {
      readonly kind: 'closed';
      /** True where the end of it set free what a trade still held: reservation, limits and slot. */
      readonly released: boolean;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'alreadyClosed'; readonly by: string }
  /** Orders of its trade may still fill: what they would need is not given away yet. */
  | { readonly kind: 'notFinal'; readonly clientOrderIds: readonly string[] };

export type AcknowledgeAnswer =
  | Exclude<CloseIncidentAnswer, { kind: 'closed' | 'notFinal' }>
  | {
      readonly kind: 'acknowledged';
    };
