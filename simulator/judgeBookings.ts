import { Exact } from '../domain/money';
import type { BookedBalance, BookedFill } from './judgeComparison';
import type { Findings } from './judgeFindings';
import type { JudgeRecord, RecordOf } from './judgeLog';
import { movementsOf } from './judgeMovements';

type Fill = RecordOf<'filled'>;

/** A fill that the venues made and our books did not hold when they were last read. */
export interface UnbookedFill {
  readonly fill: Fill;
  /** False where it may have come after the books were read: then it is due at the next cut. */
  readonly isDue: boolean;
}

/** Fills and balances of the venues beside those of our books. */
export interface Bookings {
  taken(record: JudgeRecord, isDue: boolean): void;
  /** A fill as our books hold it; told again it changes nothing. */
  booked(fill: BookedFill): void;
  /** What the books did not hold; all of it is due at the next cut. */
  takeUnbooked(): UnbookedFill[];
  /** Every balance must be what its opening and its booked fills come to. */
  compareBalances(balances: readonly BookedBalance[]): void;
}

export function createBookings({ find }: Pick<Findings, 'find'>): Bookings {
  const unbooked = new Map<string, UnbookedFill>();
  const known = new Set<string>();
  const balances = new Map<string, Exact>();

  function move(record: JudgeRecord): void {
    for (const [asset, amount] of movementsOf(record)) {
      const key = `${record.venue} ${asset}`;
      balances.set(key, (balances.get(key) ?? new Exact(0)).plus(amount));
    }
  }

  return {
    taken(record, isDue) {
      if (record.kind === 'opening') move(record);
      if (record.kind === 'filled')
        unbooked.set(keyOf(record.venue, record.clientOrderId, String(record.tradeId)), {
          fill: record,
          isDue,
        });
    },
    booked(booking) {
      const key = keyOf(booking.venue, booking.clientOrderId, booking.venueTradeId);
      if (known.has(key)) return;
      const standing = unbooked.get(key);
      if (standing === undefined) {
        find('difference', `booked and unknown to the venue: ${key}`);
        return;
      }
      if (!isSame(standing.fill, booking)) find('difference', `booked otherwise than filled: ${key}`);
      unbooked.delete(key);
      known.add(key);
      move(standing.fill);
    },
    takeUnbooked() {
      const now = [...unbooked.values()];
      for (const [key, { fill }] of unbooked) unbooked.set(key, { fill, isDue: true });
      return now;
    },
    compareBalances(booked) {
      const held = new Map(booked.map(({ venue, asset, balance }) => [`${venue} ${asset}`, balance]));
      for (const key of new Set([...held.keys(), ...balances.keys()])) {
        const [ours, theirs] = [held.get(key) ?? '0', balances.get(key) ?? new Exact(0)];
        if (!theirs.eq(ours))
          find('difference', `balance of ${key}: booked ${ours}, its fills come to ${theirs.toFixed()}`);
      }
    },
  };
}

const keyOf = (venue: string, clientOrderId: string, tradeId: string): string =>
  [venue, clientOrderId, tradeId].join(' ');

const isSame = (fill: Fill, booked: BookedFill): boolean =>
  new Exact(fill.qty).eq(booked.qty) &&
  new Exact(fill.price).eq(booked.price) &&
  new Exact(fill.fee).eq(booked.fee) &&
  fill.feeAsset === booked.feeAsset;
