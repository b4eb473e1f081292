import type { VenueId } from '../instrument';
import type { Fill, OrderReport } from '../order';
import type { TradeId } from '../tradePlan';

interface Compared {
  readonly venue: VenueId;
  /** What it is about: an asset, an order, a fill; unique within its kind and venue. */
  readonly subject: string;
  /** The part of the reading that told it, one of `PARTS`: where that part can't be read, nothing is said of the subject. */
  readonly part: string;
  /** What the books say, for a person; absent where they know nothing of it. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
  /** False for what is too small to trade: reported, and nothing else. */
  readonly aboveDust: boolean;
  /** Changes with every event of ours that concerns the subject: two readings with the same mark had none between them. */
  readonly mark: string;
}

/** One thing on which our books and a venue disagree. */
export type Difference =
  /** The account holds another amount; `difference` = theirs − ours. */
  | (Compared & { readonly kind: 'balance'; readonly asset: string; readonly difference: string })
  /** The same of an asset that no instrument of ours trades: an airdrop, a bonus, somebody's deposit. */
  | (Compared & { readonly kind: 'untradedBalance'; readonly asset: string; readonly difference: string })
  /** The venue filled an order of ours and the books don't have the fill. */
  | (Compared & { readonly kind: 'missedFill'; readonly fill: Fill; readonly tradeId: TradeId })
  /** The venue filled an order that we never wrote down. */
  | (Compared & { readonly kind: 'unknownFill'; readonly fill: Fill })
  /** We booked a fill that the venue does not list. */
  | (Compared & {
      readonly kind: 'fillNotAtVenue';
      readonly fill: Fill;
      readonly tradeId: TradeId | undefined;
    })
  /** The same execution with another size, price or fee. */
  | (Compared & { readonly kind: 'fillDiffers'; readonly fill: Fill; readonly tradeId: TradeId | undefined })
  /** The venue knows better what became of an order of ours. */
  | (Compared & { readonly kind: 'orderState'; readonly tradeId: TradeId; readonly latest: LatestOrder })
  /** An order of ours that the books hold ended is open at the venue. */
  | (Compared & { readonly kind: 'orderAlive'; readonly order: OrderReport; readonly tradeId: TradeId })
  /** An open order that we never wrote down. */
  | (Compared & { readonly kind: 'unknownOrder'; readonly order: OrderReport })
  /** The books contradict themselves. */
  | (Compared & { readonly kind: 'ledgerFault' });

export type DifferenceKind = Difference['kind'];

/** What the venue says of an order: a report, or that it never was. */
export type LatestOrder =
  | { readonly kind: 'report'; readonly report: OrderReport }
  | { readonly kind: 'absent'; readonly clientOrderId: string };

/** The same thing in two readings has the same key. */
export const differenceKey = ({ kind, subject }: Pick<Difference, 'kind' | 'subject'>): string =>
  `${kind} ${subject}`;
