import type { InstrumentId, VenueId } from '../domain/instrument';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { OrderReport } from '../domain/order';
import { VenueReadError, type OrderGateway } from '../venues/orderGateway';
import type { GuardRecords } from './records';

export interface CompareDeps {
  readonly gateways: ReadonlyMap<VenueId, OrderGateway>;
  readonly instruments: readonly { readonly id: InstrumentId; readonly venue: VenueId }[];
  readonly records: Pick<GuardRecords, 'knownOrders' | 'openIncident'>;
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A difference counts when it still stands after this time. */
const SECOND_READING_AFTER_MS = 2_000;

/**
 * Compares the orders that rest at the venues with the journal. An order that no journal knows at two readings is cancelled and recorded.
 * What can't be read is not unknown: a venue that does not answer is left out, and what was seen there before is judged when it does.
 */
export function createOrderComparison(deps: CompareDeps): () => Promise<void> {
  const suspects = new Map<string, number>();

  async function compare(instrument: { readonly id: InstrumentId; readonly venue: VenueId }): Promise<void> {
    const gateway = deps.gateways.get(instrument.venue);
    const open = gateway && (await readOpen(deps, gateway, instrument.id));
    if (gateway === undefined || open === undefined) return;
    const known = await deps.records.knownOrders(open.map((order) => order.clientOrderId));
    const unknown = open.filter((order) => !known.has(order.clientOrderId));
    forgetSettled(suspects, instrument.id, unknown);
    for (const order of unknown) await judge(gateway, order);
  }

  async function judge(gateway: OrderGateway, order: OrderReport): Promise<void> {
    const key = keyOf(order.instrumentId, order.clientOrderId);
    const firstSeenMs = suspects.get(key) ?? deps.clock.nowMs();
    suspects.set(key, firstSeenMs);
    if (deps.clock.nowMs() - firstSeenMs < SECOND_READING_AFTER_MS || !deps.mayAct()) return;
    const answer = await gateway.cancel(order);
    const { clientOrderId, side, qty } = order;
    deps.logger.error({
      event: 'guard.unknownOrder',
      venue: order.venue,
      clientOrderId,
      cancel: answer.kind,
    });
    const details = { clientOrderId, side, qty, instrument: order.instrumentId, cancel: answer.kind };
    await deps.records.openIncident({
      severity: 'critical',
      kind: 'UNKNOWN_ORDER',
      venue: order.venue,
      details,
    });
  }

  return async () => {
    // a standby reads nothing: both guards live on one fifth of the venue's request budget
    if (!deps.mayAct()) suspects.clear();
    else for (const instrument of deps.instruments) await compare(instrument);
  };
}

async function readOpen(
  { logger }: CompareDeps,
  gateway: OrderGateway,
  id: InstrumentId,
): Promise<OrderReport[] | undefined> {
  try {
    return await gateway.openOrders(id);
  } catch (error) {
    if (!(error instanceof VenueReadError)) throw error;
    logger.warn({ event: 'guard.unreadable', venue: gateway.venue, instrument: id, err: error });
    return undefined;
  }
}

/** What rests no more, or is known by now, was no difference. */
function forgetSettled(
  suspects: Map<string, number>,
  id: InstrumentId,
  unknown: readonly OrderReport[],
): void {
  const still = new Set(unknown.map((order) => keyOf(id, order.clientOrderId)));
  for (const key of suspects.keys()) if (key.startsWith(`${id}\n`) && !still.has(key)) suspects.delete(key);
}

const keyOf = (id: InstrumentId, clientOrderId: string) => `${id}\n${clientOrderId}`;
