import { Exact } from '../domain/money';
import type { Judgement } from './judge';
import type { RecordOf } from './judgeLog';

/** A fill as our own books hold it; all numbers are decimal text. */
export interface BookedFill {
  readonly venue: string;
  readonly clientOrderId: string;
  readonly venueTradeId: string;
  readonly qty: string;
  readonly price: string;
  readonly fee: string;
  readonly feeAsset: string;
}

export interface BookedBalance {
  readonly venue: string;
  readonly asset: string;
  readonly balance: string;
}

/** One thing on which the venues and our books disagree. */
export type LedgerDifference =
  | { readonly kind: 'fillNotBooked'; readonly fill: RecordOf<'filled'> }
  | { readonly kind: 'fillUnknownToVenue'; readonly booked: BookedFill }
  | { readonly kind: 'fillBookedTwice'; readonly booked: BookedFill }
  | { readonly kind: 'fillDiffers'; readonly fill: RecordOf<'filled'>; readonly booked: BookedFill }
  | {
      readonly kind: 'balanceDiffers';
      readonly venue: string;
      readonly asset: string;
      /** `undefined`: that side does not know the asset there. */
      readonly atVenue: string | undefined;
      readonly booked: string | undefined;
    };

export interface LedgerComparison {
  readonly judge: Judgement;
  readonly ledgerFills: readonly BookedFill[];
  readonly ledgerBalances: readonly BookedBalance[];
}

/** Everything on which our books differ from what the venues did; empty is what must be. Only meaningful on a consistent cut. */
export function compareWithLedger({
  judge,
  ledgerFills,
  ledgerBalances,
}: LedgerComparison): LedgerDifference[] {
  return [...compareFills(judge.fills, ledgerFills), ...compareBalances(judge, ledgerBalances)];
}

const keyOf = (venue: string, clientOrderId: string, tradeId: string): string =>
  JSON.stringify([venue, clientOrderId, tradeId]);

function compareFills(
  fills: readonly RecordOf<'filled'>[],
  bookings: readonly BookedFill[],
): LedgerDifference[] {
  const differences: LedgerDifference[] = [];
  const bookedByKey = new Map<string, BookedFill>();
  for (const booked of bookings) {
    const key = keyOf(booked.venue, booked.clientOrderId, booked.venueTradeId);
    if (bookedByKey.has(key)) differences.push({ kind: 'fillBookedTwice', booked });
    bookedByKey.set(key, booked);
  }
  for (const fill of fills) {
    const key = keyOf(fill.venue, fill.clientOrderId, String(fill.tradeId));
    const booked = bookedByKey.get(key);
    bookedByKey.delete(key);
    if (!booked) differences.push({ kind: 'fillNotBooked', fill });
    else if (!isSame(fill, booked)) differences.push({ kind: 'fillDiffers', fill, booked });
  }
  for (const booked of bookedByKey.values()) differences.push({ kind: 'fillUnknownToVenue', booked });
  return differences;
}

const isSame = (fill: RecordOf<'filled'>, booked: BookedFill): boolean =>
  new Exact(fill.qty).eq(booked.qty) &&
  new Exact(fill.price).eq(booked.price) &&
  new Exact(fill.fee).eq(booked.fee) &&
  fill.feeAsset === booked.feeAsset;

/** Per venue and asset, over all accounts of the venue; an asset that one side does not know counts as zero there. */
function compareBalances(judge: Judgement, bookings: readonly BookedBalance[]): LedgerDifference[] {
  const atVenue = sumByPlace(judge.balances.map(({ venue, asset, amount }) => ({ venue, asset, amount })));
  const booked = sumByPlace(bookings.map(({ venue, asset, balance }) => ({ venue, asset, amount: balance })));
  return [...new Set([...atVenue.keys(), ...booked.keys()])].flatMap((key) =>
    compareBalance(atVenue.get(key), booked.get(key)),
  );
}

function compareBalance(
  atVenue: PlacedAmount | undefined,
  booked: PlacedAmount | undefined,
): LedgerDifference[] {
  const place = atVenue ?? booked;
  if (!place || amountOf(atVenue).eq(amountOf(booked))) return [];
  const amounts = { atVenue: atVenue?.amount.toFixed(), booked: booked?.amount.toFixed() };
  return [{ kind: 'balanceDiffers', venue: place.venue, asset: place.asset, ...amounts }];
}

const amountOf = (place: PlacedAmount | undefined): Exact => place?.amount ?? new Exact(0);

interface PlacedAmount {
  readonly venue: string;
  readonly asset: string;
  readonly amount: Exact;
}

function sumByPlace(
  entries: readonly { venue: string; asset: string; amount: string }[],
): Map<string, PlacedAmount> {
  const sums = new Map<string, PlacedAmount>();
  for (const { venue, asset, amount } of entries) {
    const key = JSON.stringify([venue, asset]);
    sums.set(key, { venue, asset, amount: (sums.get(key)?.amount ?? new Exact(0)).plus(amount) });
  }
  return sums;
}
