import type { Instrument, InstrumentId } from '../instrument';
import { Exact } from '../money';
import type { ComparedBalances } from './compareBalances';
import { differenceKey, type Difference } from './difference';
import type { BalanceReading, VenueBooks } from './readings';
import { sizeOf, type ComparedReading, type Weighing } from './suspects';

/** A balance that no posting explains. */
export type BalanceDifference = Extract<Difference, { readonly kind: 'balance' }>;

export interface BalanceEvidence extends ComparedBalances {
  readonly books: VenueBooks;
  readonly reading: BalanceReading;
  readonly instruments: readonly Instrument[];
  /** Wall clock, ms, at the end of the reading. */
  readonly atMs: number;
  /** Changes whenever the private stream tells of the asset. */
  readonly streamMark: (asset: string) => string;
}

/** One reading of the balances, judged for what belongs to no trade. */
export interface JudgedBalances extends ComparedReading {
  readonly differences: readonly BalanceDifference[];
  /** Assets that something of ours was moving meanwhile. */
  readonly moving: ReadonlySet<string>;
  /** Venue time of the latest booked fill of an asset. */
  readonly lastFillMs: ReadonlyMap<string, number>;
}

/** Venue times are compared with ours: what may lie between the clocks, and between a reading and its end. */
const CLOCK_SLACK_MS = 2_000;

/**
 * What of one reading may be held against the venue. Nothing is said of an asset that is moving: an order that is not final may have filled
 * already, and a fill that is younger than the reading may be in it or not. What is too small to trade is no difference.
 */
export function judgeBalances(evidence: BalanceEvidence): JudgedBalances {
  const { books, instruments, atMs, undecided, streamMark } = evidence;
  const moving = new Set([...undecided, ...assetsMoving(evidence)]);
  const differences = evidence.differences.flatMap((difference) =>
    difference.kind !== 'balance' || !isTradable(difference, instruments) || moving.has(difference.asset)
      ? []
      : [{ ...difference, mark: `${difference.mark} ${streamMark(difference.asset)}` }],
  );
  const isSilentOn = ({ subject }: Difference) => moving.has(subject);
  return { atMs, differences, moving, lastFillMs: lastFills(books, instruments), isSilentOn };
}

/**
 * What still counts of earlier readings when this one is weighed. A suspect begins anew with any event, also where the difference is the same
 * afterwards, and a confirmed difference that has changed is a new suspect: the guard has no other run that would look again.
 */
export function withoutEventsBetween(before: Weighing, now: JudgedBalances): Weighing {
  const seen = new Map(now.differences.map((difference) => [differenceKey(difference), difference]));
  const suspects = [...before.suspects].filter(([key, { difference, sinceMs }]) => {
    const lastFillMs = now.lastFillMs.get(difference.subject) ?? 0;
    if (now.moving.has(difference.subject) || lastFillMs > sinceMs - CLOCK_SLACK_MS) return false;
    const again = seen.get(key);
    return again === undefined || (again.mark === difference.mark && sizeOf(again) === sizeOf(difference));
  });
  const confirmed = [...before.confirmed].filter(([key, difference]) => {
    const again = seen.get(key);
    return again === undefined || sizeOf(again) === sizeOf(difference);
  });
  return { confirmed: new Map(confirmed), suspects: new Map(suspects) };
}

/** True where the asset is what an instrument trades, not what it is paid with: its balance is a position. */
export const isPosition = (asset: string, instruments: readonly Instrument[]): boolean =>
  instruments.some(({ base }) => base === asset);

/** Assets of orders that are not final, and of fills that are booked and younger than the reading. */
function assetsMoving({ books, reading, instruments }: BalanceEvidence): string[] {
  const open = books.orders.filter(({ final }) => !final);
  const young = books.fills.filter(({ exchangeTimeMs }) => exchangeTimeMs > reading.fromMs);
  return [
    ...open.flatMap(({ instrumentId }) => pairOf(instrumentId, instruments)),
    ...young.flatMap((fill) => [...pairOf(fill.instrumentId, instruments), fill.feeAsset]),
  ];
}

function lastFills({ fills }: VenueBooks, instruments: readonly Instrument[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { instrumentId, feeAsset, exchangeTimeMs } of fills)
    for (const asset of [...pairOf(instrumentId, instruments), feeAsset])
      last.set(asset, Math.max(exchangeTimeMs, last.get(asset) ?? 0));
  return last;
}

function pairOf(id: InstrumentId, instruments: readonly Instrument[]): string[] {
  const instrument = instruments.find((each) => each.id === id);
  return instrument === undefined ? [] : [instrument.base, instrument.quote];
}

/** Less than the smallest order can neither be bought nor sold; of a quote currency dust is what the comparison says it is. */
function isTradable(
  { asset, difference, aboveDust }: BalanceDifference,
  instruments: readonly Instrument[],
): boolean {
  const smallest = instruments.filter(({ base }) => base === asset).map(({ minQty }) => new Exact(minQty));
  return aboveDust && (smallest.length === 0 || new Exact(difference).abs().gte(Exact.min(...smallest)));
}
