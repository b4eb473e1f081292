import { Exact } from '../money';
import type { Fill } from '../order';
import type { Difference } from './difference';
import { fillKey, PARTS, type BookedFill, type VenueBooks, type VenueReading } from './readings';

/** How long a venue's list may lag behind its matching, and clocks may disagree: younger fills are not missed in it yet. */
export interface FillTolerance {
  readonly listLagMs: number;
}

/** Every fill on which books and venue disagree, over the instruments whose list could be read. */
export function compareFills(
  books: VenueBooks,
  reading: VenueReading,
  { listLagMs }: FillTolerance,
): Difference[] {
  const booked = new Map(books.fills.map((fill) => [fillKey(fill), fill]));
  const tradeOf = new Map(books.orders.map(({ clientOrderId, tradeId }) => [clientOrderId, tradeId]));
  const listed = new Set<string>();
  const readable = new Set<string>();
  const differences: Difference[] = [];
  for (const [instrumentId, { fills }] of reading.instruments) {
    if (fills.kind === 'unreadable') continue;
    readable.add(instrumentId);
    for (const fill of fills.value) {
      listed.add(fillKey(fill));
      const ours = booked.get(fillKey(fill));
      if (ours === undefined) differences.push(missing(fill, tradeOf.get(fill.clientOrderId)));
      else if (!isSame(fill, ours)) differences.push(differs(fill, ours));
    }
  }
  const { fillsSinceMs, readAtMs } = reading;
  const mustBeListed = ({ instrumentId, exchangeTimeMs }: Fill): boolean =>
    readable.has(instrumentId) && exchangeTimeMs >= fillsSinceMs && exchangeTimeMs <= readAtMs - listLagMs;
  for (const fill of books.fills)
    if (mustBeListed(fill) && !listed.has(fillKey(fill))) differences.push(notAtVenue(fill));
  return differences;
}

/** Fee, price and size by value: `1.0` is `1.00`. */
const isSame = (theirs: Fill, ours: Fill): boolean =>
  new Exact(theirs.qty).eq(ours.qty) &&
  new Exact(theirs.price).eq(ours.price) &&
  new Exact(theirs.fee).eq(ours.fee) &&
  (theirs.feeAsset === ours.feeAsset || new Exact(theirs.fee).isZero()) &&
  theirs.side === ours.side;

function missing(fill: Fill, tradeId: string | undefined): Difference {
  const about = { ...commonOf(fill), ours: undefined, theirs: fillText(fill), fill };
  return tradeId === undefined
    ? { kind: 'unknownFill', ...about }
    : { kind: 'missedFill', tradeId, ...about };
}

const differs = (fill: Fill, ours: BookedFill): Difference => ({
  kind: 'fillDiffers',
  ...commonOf(fill),
  ours: fillText(ours),
  theirs: fillText(fill),
  fill,
  tradeId: ours.tradeId,
});

const notAtVenue = (fill: BookedFill): Difference => ({
  kind: 'fillNotAtVenue',
  ...commonOf(fill),
  ours: fillText(fill),
  theirs: undefined,
  fill,
  tradeId: fill.tradeId,
});

/** An execution does not change: no event of ours lies between two readings that tell the same of it. */
const commonOf = (fill: Fill) => ({
  venue: fill.venue,
  subject: fillKey(fill),
  part: PARTS.fillsOf(fill.instrumentId),
  aboveDust: true,
  mark: '',
});

const fillText = ({ side, qty, price, fee, feeAsset, clientOrderId }: Fill): string =>
  `${side} ${qty} at ${price}, fee ${fee} ${feeAsset}, order ${clientOrderId}`;
