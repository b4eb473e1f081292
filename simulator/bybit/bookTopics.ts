import type { SimulatedVenue } from '../simulatedVenue';
import { createBookTopic, isBookDepth, type BookTopic } from './bookTopic';

/** The books that somebody listens to, told when their market changed. */
export interface BookTopics {
  /** `undefined` where the venue has no such market or depth. */
  open(
    name: { readonly symbol: string; readonly depth: number },
    publish: (frame: string) => void,
  ): BookTopic | undefined;
  close(book: BookTopic): void;
  stop(): void;
}

export function createBookTopics(venue: SimulatedVenue): BookTopics {
  const bySymbol = new Map<string, Set<BookTopic>>(venue.markets.map(({ symbol }) => [symbol, new Set()]));

  const onDelta = ({ symbol }: { readonly symbol: string }): void => {
    for (const book of bySymbol.get(symbol) ?? []) book.changed();
  };

  venue.on('bookDelta', onDelta);
  return {
    open({ symbol, depth }, publish) {
      const books = bySymbol.get(symbol);
      if (books === undefined || !isBookDepth(depth)) return undefined;
      const book = createBookTopic({ venue, symbol, depth, publish });
      books.add(book);
      return book;
    },
    close(book) {
      book.stop();
      for (const books of bySymbol.values()) books.delete(book);
    },
    stop() {
      venue.off('bookDelta', onDelta);
    },
  };
}
