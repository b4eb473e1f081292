import type { DifferenceKind } from './difference';

/** What reconciliation may do about a difference by itself. It never cancels and never flattens: that is the guard's. */
export type Healing =
  /** The venue's fill is booked as a fact: to the trade of its order, or to suspense where no order is known. */
  | 'bookFill'
  /** What the venue says of the order is stored as a fact. */
  | 'storeOrderState'
  | 'none';

export interface HealingRule {
  readonly heal: Healing;
  /** Absent = the report says it, nothing else. */
  readonly incident:
    { readonly kind: string; readonly severity: 'info' | 'warning' | 'critical' } | undefined;
  /** New risk on the venue is denied until a person lifts it. */
  readonly stopsVenue: boolean;
}

/**
 * The rules, all of them; an operator reads them in docs/runbook.md, *Reconciliation*. Only a fill of an order of ours and the state of an
 * order of ours are put right; whatever we did not cause is for a person.
 */
export const HEALING_RULES: Readonly<Record<DifferenceKind, HealingRule>> = {
  missedFill: {
    heal: 'bookFill',
    incident: { kind: 'MISSED_FILL', severity: 'info' },
    stopsVenue: false,
  },
  orderState: { heal: 'storeOrderState', incident: undefined, stopsVenue: false },
  // the guard cancels it
  unknownOrder: {
    heal: 'none',
    incident: { kind: 'UNKNOWN_ORDER', severity: 'critical' },
    stopsVenue: false,
  },
  orderAlive: { heal: 'none', incident: { kind: 'ORDER_ALIVE', severity: 'critical' }, stopsVenue: false },
  unknownFill: {
    heal: 'bookFill',
    incident: { kind: 'FILL_OF_UNKNOWN_ORDER', severity: 'critical' },
    stopsVenue: true,
  },
  fillNotAtVenue: {
    heal: 'none',
    incident: { kind: 'FILL_NOT_AT_VENUE', severity: 'critical' },
    stopsVenue: true,
  },
  fillDiffers: { heal: 'none', incident: { kind: 'FILL_DIFFERS', severity: 'critical' }, stopsVenue: true },
  balance: { heal: 'none', incident: { kind: 'BALANCE_DIFFERS', severity: 'critical' }, stopsVenue: true },
  untradedBalance: {
    heal: 'none',
    incident: { kind: 'UNTRADED_BALANCE', severity: 'warning' },
    stopsVenue: false,
  },
  ledgerFault: { heal: 'none', incident: { kind: 'LEDGER_FAULT', severity: 'critical' }, stopsVenue: true },
};

/** Kinds of incidents that stand for a difference above dust; while one is open, the breaker `reconciliation` of its venue is tripped. */
export const STOPPING_INCIDENTS: readonly string[] = Object.values(HEALING_RULES).flatMap(
  ({ incident, stopsVenue }) => (incident !== undefined && stopsVenue ? incident.kind : []),
);
