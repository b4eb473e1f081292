import { Exact } from '../money';
import { isTerminal, type OrderReport } from '../order';
import type { Difference } from './difference';
import {
  listedOrders,
  PARTS,
  type BookedOrder,
  type OrderAnswer,
  type VenueBooks,
  type VenueReading,
} from './readings';

/** Every order on which books and venue disagree, as far as the venue could be read. `nowMs` is our wall clock when it was asked. */
export function compareOrders(books: VenueBooks, reading: VenueReading, nowMs: number): Difference[] {
  const booked = new Map(books.orders.map((order) => [order.clientOrderId, order]));
  return [...openAtVenue(booked, reading), ...stateDifferences(booked, reading, nowMs)];
}

type BookedOrders = ReadonlyMap<string, BookedOrder>;

/** Open orders that the books don't have, or hold ended. */
function openAtVenue(booked: BookedOrders, { instruments }: VenueReading): Difference[] {
  return listedOrders(instruments).flatMap((order) => {
    const ours = booked.get(order.clientOrderId);
    if (ours === undefined) return [unknownOrder(order)];
    return ours.final ? [orderAlive(order, ours)] : [];
  });
}

/** Orders of ours of which the venue knows better. */
function stateDifferences(
  booked: BookedOrders,
  { answers, venue }: VenueReading,
  nowMs: number,
): Difference[] {
  return [...answers].flatMap(([clientOrderId, answer]) => {
    const ours = booked.get(clientOrderId);
    if (ours === undefined || ours.final || answer.kind === 'unreadable') return [];
    return stateDifference(ours, answer.value, { venue, nowMs }) ?? [];
  });
}

/** "Not found" is not "cancelled": before its `finalAfterMs` an order that the venue does not know may still arrive. */
function stateDifference(
  ours: BookedOrder,
  answer: OrderAnswer,
  { venue, nowMs }: { readonly venue: string; readonly nowMs: number },
): Difference | undefined {
  const part = PARTS.order(ours.clientOrderId);
  const about = { ...commonOf(venue, ours), part, tradeId: ours.tradeId } as const;
  switch (answer.kind) {
    case 'notFound': {
      if (nowMs < ours.finalAfterMs) return undefined;
      const latest = { kind: 'absent', clientOrderId: ours.clientOrderId } as const;
      return { kind: 'orderState', ...about, theirs: 'never reached the venue', latest };
    }
    case 'found': {
      const { report } = answer;
      if (
        !isTerminal(report.status) &&
        new Exact(report.filledQty).eq(ours.filledQty) &&
        ours.state === 'open'
      )
        return undefined;
      const latest = { kind: 'report', report } as const;
      return { kind: 'orderState', ...about, theirs: reportText(report), latest };
    }
  }
}

const unknownOrder = (order: OrderReport): Difference => ({
  kind: 'unknownOrder',
  venue: order.venue,
  subject: order.clientOrderId === '' ? order.venueOrderId : order.clientOrderId,
  part: PARTS.openOrdersOf(order.instrumentId),
  ours: undefined,
  theirs: reportText(order),
  aboveDust: true,
  mark: '',
  order,
});

const orderAlive = (order: OrderReport, ours: BookedOrder): Difference => ({
  kind: 'orderAlive',
  ...commonOf(order.venue, ours),
  part: PARTS.openOrdersOf(order.instrumentId),
  theirs: reportText(order),
  order,
  tradeId: ours.tradeId,
});

const commonOf = (venue: string, ours: BookedOrder) => ({
  venue,
  subject: ours.clientOrderId,
  ours: `${ours.state}, filled ${ours.filledQty}`,
  aboveDust: true,
  mark: String(ours.updatedAtMs),
});

const reportText = ({ side, qty, instrumentId, status, filledQty }: OrderReport): string =>
  `${side} ${qty} of ${instrumentId}: ${status}, filled ${filledQty}`;
