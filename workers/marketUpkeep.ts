import { repeat } from '../runtime/repeat';
import { readFreeCapital } from '../storage/accountBalances';
import { postOpeningBalances } from '../storage/openingBalances';
import { createLatestPrices } from '../storage/redis/latestPrices';
import type { Streams } from '../streams/createStreams';
import type { ProcessContext } from './processContext';
import type { VenueSession, VenueSessions } from './venueSessions';

const CAPITAL_MS = 500;
const PRICES_MS = 250;
const PRICE_TTL_MS = 10_000;

/** Gives the account its opening balance, where it has none. @throws VenueReadError */
export async function openAccount(
  { config, database }: Pick<ProcessContext, 'config' | 'database'>,
  { venue, account }: Pick<VenueSession, 'venue' | 'account'>,
): Promise<void> {
  await postOpeningBalances(database, { mode: config.mode, venue, balances: await account.balances() });
}

/** Tells detection what it may spend. A copy that is late costs a denial at begin, never money. */
export function keepCapitalKnown(
  { config, database, logger, shutdown }: ProcessContext,
  streams: Streams,
): void {
  const loop = repeat(
    async () => {
      streams.setBalances(await readFreeCapital(database, config.mode));
    },
    { name: 'capital', everyMs: CAPITAL_MS, logger },
  );
  shutdown.add({ name: 'capital', stop: () => loop.stop() });
}

/** Publishes best bids and asks for displays and the limits, throttled and off the hot path. */
export function keepPricesKnown(
  { config, redis, logger, shutdown }: ProcessContext,
  { sessions, streams }: { sessions: VenueSessions; streams: Streams },
): void {
  const prices = createLatestPrices({ link: redis, mode: config.mode, ttlMs: PRICE_TTL_MS });
  const loop = repeat(
    async () => {
      for (const instrumentId of sessions.instruments.keys()) {
        const book = streams.marketView.book(instrumentId);
        const [bid] = book?.bids ?? [];
        const [ask] = book?.asks ?? [];
        if (book === undefined || bid === undefined || ask === undefined) continue;
        const { receivedAtMs } = book;
        prices.offer({ instrumentId, bid: bid.price, ask: ask.price, receivedAtMs });
      }
      await prices.flush();
    },
    { name: 'prices', everyMs: PRICES_MS, logger },
  );
  shutdown.add({ name: 'prices', stop: () => loop.stop() });
}
