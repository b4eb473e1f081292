import { z } from 'zod';
import { TRADE_STATES } from '../../domain/lifecycle/tradeState';
import { MODES } from '../../domain/mode';
import type { RedisLink } from './redisLink';

/** Redis channel of trade events. */
const CHANNEL = 'arbitrage:execution';

const TradeEvent = z.object({
  mode: z.enum(MODES),
  tradeId: z.string().min(1),
  strategy: z.string(),
  symbol: z.string(),
  state: z.enum(TRADE_STATES),
  cause: z.string(),
  atMs: z.number().nonnegative(),
});

/** One transition of one trade, told to whoever watches. The audit trail is in Postgres; this is only its echo. */
export type TradeEvent = Readonly<z.infer<typeof TradeEvent>>;

export interface TradeEventListener {
  onEvent(event: TradeEvent): void;
  /** The subscription stands, for the first time or again: events may be missing, so read the trades from Postgres. */
  onSubscribed(): void;
  /** A message on the channel was no trade event and was skipped. */
  onBadMessage(text: string): void;
}

export const createTradeEvents = ({ link }: { readonly link: RedisLink }) => ({
  /** Tells the watchers; lost where Redis is away. Never throws. */
  async publish(event: TradeEvent): Promise<void> {
    await link.attempt('tradeEvents.publish', (redis) => redis.publish(CHANNEL, JSON.stringify(event)));
  },

  /** Listens on a connection of its own until the returned function is called. */
  subscribe(listener: TradeEventListener): () => void {
    const connection = link.subscriber();
    connection.on('message', (_channel: string, text: string) => {
      deliver(text, listener);
    });
    // Subscribed by hand on each connection, because a queue for the time before it is off.
    connection.on('ready', () => {
      connection.subscribe(CHANNEL).then(
        () => {
          listener.onSubscribed();
        },
        () => {
          connection.disconnect(true); // it broke again meanwhile: the next connection tries anew
        },
      );
    });
    return () => {
      connection.disconnect();
    };
  },
});

function deliver(text: string, listener: TradeEventListener): void {
  const event = parse(text);
  if (event === undefined) listener.onBadMessage(text);
  else listener.onEvent(event);
}

function parse(text: string): TradeEvent | undefined {
  try {
    return TradeEvent.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
