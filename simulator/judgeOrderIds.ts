import { createHash } from 'node:crypto';

/**
 * The judge's own reckoning of order names, written from `docs/architecture.md` (*Order names*) and not from the code that makes them:
 * what both get wrong in the same way is what nobody would see.
 */
export interface TradeKey {
  readonly tradeId: string;
  readonly mode: string;
  /** Planned size of each leg, decimal text. */
  readonly qty: string;
  readonly legs: readonly { readonly venue: string; readonly side: 'buy' | 'sell' }[];
}

/** What an order of a trade is. */
export interface OrderPlace {
  readonly tradeId: string;
  readonly leg: number;
  readonly step: string;
  readonly attempt: number;
  readonly role: 'order' | 'complete' | 'reverse';
}

const ROLES = ['order', 'complete', 'reverse'] as const;
/** Every step that can send after the opening. */
const LATER_STEPS = ['chase', 'hedge', 'unwind', 'close', 'guard'] as const;
/** Attempts reckoned with at first; the rest only where a name is found nowhere. */
const USUAL_ATTEMPTS = 16;
const MOST_ATTEMPTS = 120;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** A letter drawn by the last byte of the SHA-256, then its first 85 bits in base32, five at a time. */
export function expectedOrderId(installationId: string, mode: string, place: OrderPlace): string {
  const { tradeId, leg, step, attempt, role } = place;
  const parts = [installationId, mode, tradeId, leg, step, attempt, role];
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  let bits = BigInt(`0x${digest.slice(0, 22)}`) >> 3n;
  let text = '';
  for (let index = 0; index < 17; index++) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return (ALPHABET[parseInt(digest.slice(62), 16) % 26] ?? '') + text;
}

/** Finds the trade that an order name belongs to, among the trades that it has been told of. */
export interface OrderNames {
  /** Told twice is told once. */
  add(trade: TradeKey): void;
  /** `undefined` where no trade known so far can have made this name. */
  placeOf(clientOrderId: string): OrderPlace | undefined;
  trade(tradeId: string): TradeKey | undefined;
  /** No name of this trade will be asked for that has not been asked for yet, but for those of its opening. */
  retire(tradeId: string): void;
}

interface Named {
  readonly trade: TradeKey;
  /** Attempts of the later steps that are reckoned already. */
  attempts: number;
  readonly later: Map<string, OrderPlace>;
}

/** Names of openings are reckoned at once, those of later steps only when a name is met that is not yet known. */
export function createOrderNames(installationId: string): OrderNames {
  const trades = new Map<string, TradeKey>();
  const living = new Map<string, Named>();
  const known = new Map<string, OrderPlace>();

  function* placesOf({ tradeId, legs }: TradeKey, step: string, attempt: number): Generator<OrderPlace> {
    for (const leg of legs.keys()) for (const role of ROLES) yield { tradeId, leg, step, attempt, role };
  }

  function reckonUntil(named: Named, attempts: number): void {
    for (; named.attempts < attempts; named.attempts++)
      for (const step of LATER_STEPS)
        for (const place of placesOf(named.trade, step, named.attempts + 1))
          named.later.set(expectedOrderId(installationId, named.trade.mode, place), place);
  }

  function search(clientOrderId: string): OrderPlace | undefined {
    for (const attempts of [USUAL_ATTEMPTS, MOST_ATTEMPTS])
      for (const named of living.values()) {
        reckonUntil(named, attempts);
        const place = named.later.get(clientOrderId);
        if (place !== undefined) return place;
      }
    return undefined;
  }

  return {
    add(trade) {
      if (trades.has(trade.tradeId)) return;
      trades.set(trade.tradeId, trade);
      living.set(trade.tradeId, { trade, attempts: 0, later: new Map() });
      for (const place of placesOf(trade, 'open', 1))
        known.set(expectedOrderId(installationId, trade.mode, place), place);
    },
    placeOf(clientOrderId) {
      const place = known.get(clientOrderId) ?? search(clientOrderId);
      if (place !== undefined) known.set(clientOrderId, place);
      return place;
    },
    trade: (tradeId) => trades.get(tradeId),
    retire(tradeId) {
      living.delete(tradeId);
    },
  };
}
