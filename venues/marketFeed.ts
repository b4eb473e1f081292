import type { Instrument } from '../domain/instrument';
import type { TickBook } from '../domain/tickBook';
import type { VenueDeps } from './venueDeps';

/** One instrument's book, kept by the feed and read by the detector of the same thread. */
export interface FeedBook {
  readonly instrument: Instrument;
  readonly book: TickBook;
}

/** Why a book stopped being trusted, or that it is trusted again. */
export type BookTrust =
  | { readonly kind: 'synced' }
  | {
      readonly kind: 'untrusted';
      readonly reason: 'connecting' | 'disconnected' | 'gap' | 'silent' | 'stale' | 'snapshotPending';
    };

export interface FeedTrade {
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly takerSide: 'buy' | 'sell';
  readonly exchangeTimeMs: number;
}

/** When the message being reported arrived; one object per feed, overwritten by the next message: copy what you keep. */
export interface FrameTime {
  receivedAtMs: number;
  /** `hrtime` of the same moment: one clock for all threads and processes of the machine. */
  receivedAtNs: bigint;
  /** Venue time, 0 where the message has none. */
  exchangeTimeMs: number;
}

/** Where a feed reports; `index` is the position in `books`. Calls are synchronous, on the socket's thread, and must not block. */
export interface FeedListener {
  /** After a message changed the book. `topChanged` = best bid or ask, price or size. */
  onBook(index: number, topChanged: boolean, time: FrameTime): void;
  onTrade(index: number, trade: FeedTrade, time: FrameTime): void;
  onTrust(index: number, trust: BookTrust): void;
  /** A malformed or absurd message was skipped; `sample` is its beginning. */
  onBadMessage(reason: string, sample: string): void;
  /** Round trip of a ping, in ms. */
  onLatency(roundTripMs: number): void;
}

export interface MarketFeed {
  start(): void;
  /** Closes with a close frame; resolves when the socket is gone. */
  stop(): Promise<void>;
  /** Throws this book away and syncs it again from a fresh snapshot. */
  resync(index: number): void;
}

export interface MarketFeedDeps extends VenueDeps {
  readonly books: readonly FeedBook[];
  readonly listener: FeedListener;
}

export type CreateMarketFeed = (deps: MarketFeedDeps) => MarketFeed;
