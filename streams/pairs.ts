import type { Instrument } from '../domain/instrument';

/** One direction of two instruments of one underlying; the numbers are positions in the list of instruments. */
export interface Pair {
  readonly key: string;
  readonly buy: number;
  readonly sell: number;
}

/** All pairs of instruments of one underlying on different venues, in both directions. */
export function pairsOf(instruments: readonly Instrument[]): Pair[] {
  return instruments.flatMap((buy, b) =>
    instruments.flatMap((sell, s) =>
      buy.underlying === sell.underlying && buy.venue !== sell.venue
        ? [{ key: `${buy.id}>${sell.id}`, buy: b, sell: s }]
        : [],
    ),
  );
}
