import { ZERO_QTY } from '../../domain/money';
import type { Difference, LatestOrder } from '../../domain/reconciliation/difference';
import { HEALING_RULES, type HealingRule } from '../../domain/reconciliation/healingRules';
import type { TradeId } from '../../domain/tradePlan';
import { factOf, type Facts, type OrderFact } from '../journal';
import type { ReconciliationDeps } from './ports';

export interface Acted {
  readonly healed: readonly Difference[];
  /** What a person, or the guard, has to put right; dust too, of which nothing is made. */
  readonly standing: readonly Difference[];
}

const SEEN_BY = 'reconciliation';
/** Differences that an incident names; the stored report has them all. */
const NAMED_IN_INCIDENT = 20;

/**
 * Does what the rules say about confirmed differences: stops the venue, opens the incidents, books the facts. Facts come last, since they
 * end their difference: a process that dies in between is followed by a run that finds the rest again, and nothing is healed in silence.
 */
export async function actOn(deps: ReconciliationDeps, confirmed: readonly Difference[]): Promise<Acted> {
  const counting = confirmed.filter(({ aboveDust }) => aboveDust);
  const stopping = counting.find(({ kind }) => HEALING_RULES[kind].stopsVenue);
  if (stopping !== undefined && (await deps.alarm.stopVenue(deps.venue, stopReason(stopping))))
    deps.logger.error({ event: 'reconciliation.venueStopped', venue: deps.venue, kind: stopping.kind });
  for (const group of incidentsOf(counting)) await openIncident(deps, group);
  const facts = factsOf(counting);
  if (facts.orders.length + facts.fills.length > 0) await deps.journal.recordFacts(facts, deps.mode);
  return {
    healed: confirmed.filter(isHealed),
    standing: confirmed.filter((difference) => !isHealed(difference)),
  };
}

/** What stops the venue is for a person, even where its fill is booked. */
function isHealed({ kind, aboveDust }: Difference): boolean {
  const { heal, stopsVenue } = HEALING_RULES[kind];
  return aboveDust && heal !== 'none' && !stopsVenue;
}

const stopReason = ({ kind, subject, ours, theirs }: Difference): string =>
  `${HEALING_RULES[kind].incident?.kind ?? kind} ${subject}: ours ${ours ?? 'nothing'}, venue ${theirs ?? 'nothing'}`;

interface IncidentGroup {
  readonly incident: NonNullable<HealingRule['incident']>;
  readonly tradeId: TradeId | undefined;
  readonly differences: Difference[];
}

/** One incident for each kind and trade. */
function incidentsOf(differences: readonly Difference[]): IncidentGroup[] {
  const groups = new Map<string, IncidentGroup>();
  for (const difference of differences) {
    const { incident } = HEALING_RULES[difference.kind];
    if (incident === undefined) continue;
    const tradeId = 'tradeId' in difference ? difference.tradeId : undefined;
    const key = `${incident.kind} ${tradeId ?? ''}`;
    const group = groups.get(key) ?? { incident, tradeId, differences: [] };
    group.differences.push(difference);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function openIncident(deps: ReconciliationDeps, group: IncidentGroup): Promise<void> {
  const { incident, tradeId, differences } = group;
  const named = differences.slice(0, NAMED_IN_INCIDENT).map(({ subject, ours, theirs }) => ({
    subject,
    ours,
    theirs,
  }));
  await deps.alarm.openIncident({
    ...incident,
    ...(tradeId === undefined ? {} : { tradeId }),
    venue: deps.venue,
    details: { count: differences.length, differences: named },
    seenBy: SEEN_BY,
  });
}

/** The facts that heal, each accepted at any time and counted once. */
function factsOf(differences: readonly Difference[]): Facts {
  const orders: OrderFact[] = [];
  const fills: Facts['fills'][number][] = [];
  for (const difference of differences) {
    if (difference.kind === 'missedFill' || difference.kind === 'unknownFill') fills.push(difference.fill);
    if (difference.kind !== 'orderState') continue;
    orders.push(orderFact(difference.latest));
    if (difference.latest.kind === 'report') fills.push(...difference.latest.report.fills);
  }
  return { orders, fills };
}

function orderFact(latest: LatestOrder): OrderFact {
  switch (latest.kind) {
    case 'report':
      return factOf(latest.report);
    case 'absent':
      return {
        clientOrderId: latest.clientOrderId,
        state: 'absent',
        final: true,
        venueOrderId: undefined,
        filledQty: ZERO_QTY,
        note: 'never reached the venue',
      };
  }
}
