import { Exact } from '../../domain/money';
import type { JudgeRecord } from '../../simulator/judgeLog';
import type { LedgerBalance, LedgerFill } from '../../storage/ledger';

export interface Books {
  readonly fills: readonly LedgerFill[];
  readonly balances: readonly LedgerBalance[];
}

/** Amounts by what they are about; absent = nothing. */
type Sums = Map<string, Exact>;

/** Every way in which our books differ from what the venues recorded, one line each; empty is what must be. */
export function bookDifferences(records: readonly JudgeRecord[], books: Books): string[] {
  return [
    ...differing(venueFills(records), bookedFills(books)),
    ...differing(venueBalances(records), bookedBalances(books)),
  ];
}

function differing(atVenue: Sums, booked: Sums): string[] {
  const names = [...new Set([...atVenue.keys(), ...booked.keys()])];
  return names.flatMap((name) => {
    const venue = atVenue.get(name) ?? new Exact(0);
    const ours = booked.get(name) ?? new Exact(0);
    return venue.eq(ours)
      ? []
      : `${name}: the venue says ${venue.toFixed()}, our books say ${ours.toFixed()}`;
  });
}

function add(sums: Sums, name: string, amount: Exact): void {
  sums.set(name, (sums.get(name) ?? new Exact(0)).plus(amount));
}

interface OneFill {
  readonly venue: string;
  readonly clientOrderId: string;
  readonly price: string;
  readonly qty: string;
  readonly fee: string;
  readonly feeAsset: string;
}

/** Size, cash and fees of each order, and how many executions they came in. */
function addFill(sums: Sums, fill: OneFill): void {
  const order = `order ${fill.venue} ${fill.clientOrderId}`;
  add(sums, `${order} fills`, new Exact(1));
  add(sums, `${order} size`, new Exact(fill.qty));
  add(sums, `${order} cash`, new Exact(fill.qty).times(fill.price));
  add(sums, `${order} fee in ${fill.feeAsset}`, new Exact(fill.fee));
}

function venueFills(records: readonly JudgeRecord[]): Sums {
  const sums: Sums = new Map();
  for (const record of records) if (record.kind === 'filled') addFill(sums, record);
  return sums;
}

function bookedFills({ fills }: Books): Sums {
  const sums: Sums = new Map();
  for (const fill of fills) addFill(sums, fill);
  return sums;
}

/** Opening balances and every execution since, added up. */
function venueBalances(records: readonly JudgeRecord[]): Sums {
  const sums: Sums = new Map();
  for (const record of records) {
    if (record.kind === 'opening')
      add(sums, `balance ${record.venue} ${record.asset}`, new Exact(record.amount));
    if (record.kind !== 'filled') continue;
    const sign = record.side === 'buy' ? 1 : -1;
    add(sums, `balance ${record.venue} ${record.base}`, new Exact(record.qty).times(sign));
    add(sums, `balance ${record.venue} ${record.quoteAsset}`, new Exact(record.quote).times(-sign));
    add(sums, `balance ${record.venue} ${record.feeAsset}`, new Exact(record.fee).negated());
  }
  return sums;
}

function bookedBalances({ balances }: Books): Sums {
  const sums: Sums = new Map();
  for (const { venue, asset, balance } of balances)
    add(sums, `balance ${venue} ${asset}`, new Exact(balance));
  return sums;
}
