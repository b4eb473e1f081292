import { Exact } from '../domain/money';
import { createBookings, type UnbookedFill } from './judgeBookings';
import type { BookedBalance, BookedFill } from './judgeComparison';
import { createFindings, type CutFinding } from './judgeFindings';
import type { RecordOf, TimedRecord } from './judgeLog';
import type { OrderPlace, TradeKey } from './judgeOrderIds';
import { createPlacing } from './judgePlacing';
import type { Exposure } from './judgeTradeWatch';

/** Our books at one instant: one snapshot of the database. */
export interface BooksCut {
  /** Every trade that is open or was touched since the cut before; keys, and whether the trade still reserves. */
  readonly trades: readonly (TradeKey & { readonly isOpen: boolean })[];
  /** Names of all orders written down for these trades. */
  readonly orderIds: readonly string[];
  /** Every fill booked since the cut before; some may have been told already. */
  readonly fills: readonly BookedFill[];
  readonly balances: readonly BookedBalance[];
  /** What open trades still have set aside. */
  readonly reservations: readonly Reservation[];
}

export interface Reservation {
  readonly tradeId: string;
  readonly venue: string;
  readonly asset: string;
  readonly amount: string;
}

export interface CutJudgement {
  /** What is wrong and was not told before. */
  readonly findings: readonly CutFinding[];
  /** Exposures that ended since the cut before. */
  readonly exposures: readonly Exposure[];
  /** Fills of open trades that the books do not hold yet: not wrong, and covered by reservations. */
  readonly onTheirWay: number;
}

export interface CutJudge {
  /**
   * `before` was written before the books were read, `after` while they were: what stands in `before` must be booked or belong to an open
   * trade, what is booked must stand in either. So nothing has to be quiet.
   */
  judge(before: readonly TimedRecord[], books: BooksCut, after: readonly TimedRecord[]): CutJudgement;
  /** Exposures that stand now. */
  standing(): Exposure[];
}

/** Holds the venues' log against our books, cut after cut; knows of our code nothing but how names are made. */
export function createCutJudge(installationId: string): CutJudge {
  const findings = createFindings();
  const placing = createPlacing(installationId, findings);
  const bookings = createBookings(findings);
  const { names, watch } = placing;

  /** A fill that is not booked must belong to an open trade and, for a leg of the opening, fit into what is still set aside for it. */
  function checkUnbooked({ trades, reservations }: BooksCut): number {
    const open = new Set(trades.filter(({ isOpen }) => isOpen).map(({ tradeId }) => tradeId));
    const outgoing = new Map<string, Exact>();
    let onTheirWay = 0;
    for (const unbooked of bookings.takeUnbooked()) {
      const place = names.placeOf(unbooked.fill.clientOrderId);
      if (place !== undefined && open.has(place.tradeId)) {
        onTheirWay += 1;
        addOutgoing(outgoing, place, unbooked.fill);
      } else if (unbooked.isDue) findings.find('uncountedFill', uncountedText(unbooked, place));
    }
    for (const reservation of reservations)
      if (outgoing.get(reservationKey(reservation))?.gt(reservation.amount) === true)
        findings.find('difference', `filled beyond what is reserved: ${JSON.stringify(reservation)}`);
    return onTheirWay;
  }

  function closeTrades({ trades }: BooksCut): void {
    for (const { tradeId, isOpen } of trades)
      if (!isOpen) {
        if (watch.standing(tradeId) !== undefined)
          findings.find('difference', `closed with a naked leg: ${tradeId}`);
        names.retire(tradeId);
      }
  }

  return {
    judge(before, books, after) {
      for (const trade of books.trades) names.add(trade);
      const records = [
        ...before.map((timed) => ({ timed, isDue: true })),
        ...after.map((timed) => ({ timed, isDue: false })),
      ];
      for (const { timed, isDue } of records) bookings.taken(timed.record, isDue);
      placing.place(records, new Set(books.orderIds));
      for (const fill of books.fills) bookings.booked(fill);
      const onTheirWay = checkUnbooked(books);
      bookings.compareBalances(books.balances);
      closeTrades(books);
      return { findings: findings.take(), exposures: watch.takeEnded(), onTheirWay };
    },
    standing: () => watch.allStanding(),
  };
}

const reservationKey = ({ tradeId, venue, asset }: Omit<Reservation, 'amount'>): string =>
  [tradeId, venue, asset].join(' ');

/** Repairs and chases may go beyond the reserved price; orders of the opening may not. */
function addOutgoing(
  outgoing: Map<string, Exact>,
  { tradeId, role, step }: OrderPlace,
  fill: RecordOf<'filled'>,
): void {
  if (role !== 'order' || step !== 'open') return;
  const [asset, amount] = fill.side === 'buy' ? [fill.quoteAsset, fill.quote] : [fill.base, fill.qty];
  const key = reservationKey({ tradeId, venue: fill.venue, asset });
  outgoing.set(key, (outgoing.get(key) ?? new Exact(0)).plus(amount));
}

const uncountedText = ({ fill }: UnbookedFill, place: OrderPlace | undefined): string =>
  `filled and not booked: ${fill.venue} ${fill.clientOrderId} ${fill.tradeId} of ${place?.tradeId ?? 'no trade'}`;
