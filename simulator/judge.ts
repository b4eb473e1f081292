import { readFileSync } from 'node:fs';
import { Exact } from '../domain/money';
import { movementsOf } from './judgeMovements';
import { parseJudgeLog, type JudgeRecord, type RecordOf } from './judgeLog';

/** A clientOrderId that one account of one venue got accepted more than once. */
export interface DuplicateOrder {
  readonly venue: string;
  readonly accountId: string;
  readonly clientOrderId: string;
  readonly times: number;
}

export interface JudgedBalance {
  readonly venue: string;
  readonly accountId: string;
  readonly asset: string;
  /** Decimal text, free and locked together. */
  readonly amount: string;
}

/** What the venues saw, by their own log. */
export interface Judgement {
  /** Orders that reached a venue: accepted, rejected, or too late. */
  readonly orders: {
    readonly sent: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly rejectedLate: number;
  };
  readonly duplicates: readonly DuplicateOrder[];
  readonly fills: readonly RecordOf<'filled'>[];
  readonly balances: readonly JudgedBalance[];
}

/** Judges a whole log. For a part of it the balances are changes, not holdings. */
export function judge(records: readonly JudgeRecord[]): Judgement {
  const count = (kind: JudgeRecord['kind']): number =>
    records.filter((record) => record.kind === kind).length;
  const [accepted, rejected, rejectedLate] = [count('accepted'), count('rejected'), count('rejectedLate')];
  return {
    orders: { sent: accepted + rejected + rejectedLate, accepted, rejected, rejectedLate },
    duplicates: duplicatesIn(records),
    fills: records.filter((record) => record.kind === 'filled'),
    balances: balancesIn(records),
  };
}

/** All fills of one order name. */
export const fillsOf = (judgement: Judgement, clientOrderId: string): RecordOf<'filled'>[] =>
  judgement.fills.filter((fill) => fill.clientOrderId === clientOrderId);

/**
 * Records of a log file from this byte on, which must be a position told by `GET /judge-log/position`.
 * @throws JudgeLogDamagedError
 */
export function readJudgeLog(path: string, fromByte = 0): JudgeRecord[] {
  return parseJudgeLog(readFileSync(path).subarray(fromByte).toString('utf8'));
}

function duplicatesIn(records: readonly JudgeRecord[]): DuplicateOrder[] {
  const orders = new Map<string, DuplicateOrder>();
  for (const record of records) {
    if (record.kind !== 'accepted') continue;
    const { venue, accountId, clientOrderId } = record;
    const key = JSON.stringify([venue, accountId, clientOrderId]);
    orders.set(key, { venue, accountId, clientOrderId, times: (orders.get(key)?.times ?? 0) + 1 });
  }
  return [...orders.values()].filter((order) => order.times > 1);
}

function balancesIn(records: readonly JudgeRecord[]): JudgedBalance[] {
  const sums = new Map<string, { place: Omit<JudgedBalance, 'amount'>; sum: Exact }>();
  for (const record of records) {
    const { venue, accountId } = record;
    for (const [asset, amount] of movementsOf(record)) {
      const key = JSON.stringify([venue, accountId, asset]);
      const before = sums.get(key)?.sum ?? new Exact(0);
      sums.set(key, { place: { venue, accountId, asset }, sum: before.plus(amount) });
    }
  }
  return [...sums.values()].map(({ place, sum }) => ({ ...place, amount: sum.toFixed() }));
}
