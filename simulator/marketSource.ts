import type { DepthChange } from './orderBook';
import type { SimMarket, SimSide } from './simulatedVenue';

/** Something that happened in a market without us; sizes and prices in lots and ticks of that market. */
export type MarketUpdate =
  | ({ readonly kind: 'depth'; readonly reset: boolean } & MarketName & DepthChange)
  | ({
      readonly kind: 'trade';
      readonly ticks: number;
      readonly lots: number;
      readonly takerSide: SimSide;
    } & MarketName);

export interface MarketName {
  readonly venue: string;
  readonly symbol: string;
}

export type MarketSink = (update: MarketUpdate) => void;

export type SourceState = { readonly kind: 'running' } | { readonly kind: 'ended'; readonly reason: string };

/** Drives the anonymous side of all markets in virtual time, so that a test can step it and a process can pace it. */
export interface MarketSource {
  /** Plays everything up to this many ms since the start, in order. Time never goes back. */
  advanceTo(elapsedMs: number): SourceState;
}

/** A market that a source is to drive. */
export interface DrivenMarket {
  readonly venue: string;
  readonly market: SimMarket;
}

export type { DepthChange };
