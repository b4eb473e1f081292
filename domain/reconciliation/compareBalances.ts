import { fillEffects } from '../fillEffects';
import type { Instrument } from '../instrument';
import { asAmount, Exact } from '../money';
import type { Fill } from '../order';
import type { Difference } from './difference';
import { fillKey, PARTS, type BalanceReading, type VenueBooks } from './readings';

export interface BalanceComparison {
  readonly books: VenueBooks;
  readonly reading: BalanceReading;
  /** Fills that the venue lists; those that the books lack explain their part of a balance. */
  readonly venueFills: readonly Fill[];
  readonly instruments: readonly Instrument[];
  /** What a quote currency may differ by: venues round each fill, the books never do. */
  readonly quoteDust: string;
}

export interface ComparedBalances {
  readonly differences: readonly Difference[];
  /** Assets of which a fill falls into the moments of the reading: it may be in the balance or not, so nothing is said of them. */
  readonly undecided: readonly string[];
}

/**
 * Compares the account with the books on one cut: fills after the reading are taken out of the books, fills before it that the books lack
 * are put in, and where one falls into the reading itself the asset must be read again. So trading may go on meanwhile.
 */
export function compareBalances(comparison: BalanceComparison): ComparedBalances {
  const { books, reading } = comparison;
  const held = new Map(reading.balances.map(({ asset, total }) => [asset, new Exact(total)]));
  const booked = new Map(books.balances.map(({ asset, balance }) => [asset, new Exact(balance)]));
  const { corrections, undecided } = correctionsOf(comparison);
  const differences: Difference[] = [];
  for (const asset of new Set([...held.keys(), ...booked.keys(), ...corrections.keys()])) {
    if (undecided.has(asset)) continue;
    const raw = booked.get(asset) ?? new Exact(0);
    const ours = raw.plus(corrections.get(asset) ?? 0);
    const theirs = held.get(asset) ?? new Exact(0);
    if (!ours.eq(theirs)) differences.push(differenceOf(comparison, asset, { raw, ours, theirs }));
  }
  return { differences, undecided: [...undecided] };
}

/** What the books need so that they tell of the moment of the reading. */
function correctionsOf({ books, reading, venueFills, instruments }: BalanceComparison): {
  corrections: Map<string, Exact>;
  undecided: Set<string>;
} {
  const corrections = new Map<string, Exact>();
  const undecided = new Set<string>();
  const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  const booked = new Set(books.fills.map(fillKey));
  const unbooked = venueFills.filter((fill) => !booked.has(fillKey(fill)));

  function correct(fill: Fill, sign: 1 | -1): void {
    const instrument = byId.get(fill.instrumentId);
    if (instrument === undefined) return;
    for (const { asset, amount } of fillEffects(fill, instrument)) {
      if (isWithin(fill, reading)) undecided.add(asset);
      else
        corrections.set(asset, (corrections.get(asset) ?? new Exact(0)).plus(new Exact(amount).times(sign)));
    }
  }
  for (const fill of books.fills) if (fill.exchangeTimeMs > reading.fromMs) correct(fill, -1);
  for (const fill of unbooked) if (fill.exchangeTimeMs <= reading.untilMs) correct(fill, 1);
  return { corrections, undecided };
}

const isWithin = ({ exchangeTimeMs }: Fill, { fromMs, untilMs }: BalanceReading): boolean =>
  exchangeTimeMs > fromMs && exchangeTimeMs <= untilMs;

interface Amounts {
  readonly raw: Exact;
  readonly ours: Exact;
  readonly theirs: Exact;
}

function differenceOf(
  comparison: BalanceComparison,
  asset: string,
  { raw, ours, theirs }: Amounts,
): Difference {
  const dust = dustOf(comparison, asset);
  const difference = theirs.minus(ours);
  return {
    kind: dust === undefined ? 'untradedBalance' : 'balance',
    venue: comparison.books.venue,
    subject: asset,
    part: PARTS.balances,
    asset,
    ours: ours.toFixed(),
    theirs: theirs.toFixed(),
    difference: asAmount(difference),
    aboveDust: dust === undefined || difference.abs().gte(dust),
    mark: raw.toFixed(),
  };
}

/** Smallest amount that counts: one lot of a coin, `quoteDust` of a quote currency; `undefined` for what no instrument trades. */
function dustOf({ instruments, quoteDust }: BalanceComparison, asset: string): Exact | undefined {
  const lots = instruments.filter(({ base }) => base === asset).map(({ lotSize }) => new Exact(lotSize));
  const quotes = instruments.some(({ quote }) => quote === asset) ? [new Exact(quoteDust)] : [];
  const amounts = [...lots, ...quotes];
  return amounts.length === 0 ? undefined : Exact.min(...amounts);
}
