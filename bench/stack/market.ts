import { Pool } from 'undici';
import { repeat } from '../../runtime/repeat';
import { createLogger } from '../../runtime/logger';
import { VENUES, type BenchVenue } from './venues';

/** Books of a simulator that stand still, kept fresh, until one is told to jump. */
export interface BenchMarket {
  /** Puts the next book out of line for a moment: one opportunity. Coins, venues and so directions take turns. */
  offer(): Promise<void>;
  /** Puts the book of a coin at this many bps above its usual price, for good. */
  set(base: Base, venue: BenchVenue, aboveBps: number): Promise<void>;
  close(): Promise<void>;
}

interface Ladder {
  readonly mid: number;
  readonly step: number;
  readonly digits: number;
  /** Size of a level, and of the best one at every other refresh, so that the streams have something to tell. */
  readonly qty: readonly [string, string];
}

/** About 30 000 USD a level, half a basis point apart, on prices that both venues' ticks allow. */
const LADDERS = {
  BTC: { mid: 61_800, step: 3, digits: 0, qty: ['0.5', '0.6'] },
  ETH: { mid: 2_680, step: 0.2, digits: 1, qty: ['11', '12'] },
  SOL: { mid: 162, step: 0.02, digits: 2, qty: ['190', '200'] },
} as const satisfies Readonly<Record<string, Ladder>>;
export type Base = keyof typeof LADDERS;
const BASES: readonly Base[] = ['BTC', 'ETH', 'SOL'];

const LEVELS = 10;
/** More than fees and buffers cost. */
const JUMP_BPS = 80;
/** Long enough for a slow trade to find what its opportunity promised, too short for detection to offer it a second time. */
const JUMP_MS = 220;
/** Well below the age at which a book counts as stale. */
const REFRESH_MS = 150;

/** Fills the books and keeps every stream talking until `close`. */
export async function startMarket(adminUrl: string, bases = BASES): Promise<BenchMarket> {
  const admin = new Pool(adminUrl, { connections: 2 });
  const aboveBps = new Map<string, number>();
  const returning = new Set<NodeJS.Timeout>();
  let refreshes = 0;
  let offers = 0;

  async function publish(base: Base, venue: BenchVenue): Promise<void> {
    const book = bookOf(LADDERS[base], aboveBps.get(`${venue} ${base}`) ?? 0, refreshes % 2);
    const body = JSON.stringify({ venue, symbol: `${base}USDT`, reset: true, ...book });
    const headers = { 'content-type': 'application/json' };
    const reply = await admin.request({ method: 'POST', path: '/market', headers, body });
    const text = await reply.body.text();
    if (reply.statusCode !== 200) throw new Error(`the simulator refused a book: ${text}`);
  }

  async function refresh(): Promise<void> {
    refreshes += 1;
    for (const base of bases) for (const venue of VENUES) await publish(base, venue);
  }

  function set(base: Base, venue: BenchVenue, bps: number): Promise<void> {
    aboveBps.set(`${venue} ${base}`, bps);
    return publish(base, venue);
  }

  async function offer(): Promise<void> {
    const base = bases[offers % bases.length] ?? 'BTC';
    const venue = VENUES[Math.floor(offers / bases.length) % VENUES.length] ?? 'binance';
    offers += 1;
    await set(base, venue, JUMP_BPS);
    const timer = setTimeout(() => {
      returning.delete(timer);
      void set(base, venue, 0).catch(() => undefined); // the refresh puts it back
    }, JUMP_MS);
    returning.add(timer);
  }

  await refresh();
  const logger = createLogger({ module: 'bench', level: 'error' });
  const refreshing = repeat(refresh, { name: 'market', everyMs: REFRESH_MS, logger });
  return {
    offer,
    set,
    async close() {
      for (const timer of returning) clearTimeout(timer);
      await refreshing.stop();
      await admin.close();
    },
  };
}

function bookOf({ mid, step, digits, qty }: Ladder, aboveBps: number, turn: number) {
  const center = Math.round((mid * (1 + aboveBps / 10_000)) / step) * step;
  const level = (index: number, sign: 1 | -1): [string, string] => [
    (center + sign * (index + 1) * step).toFixed(digits),
    index === 0 ? (qty[turn] ?? qty[0]) : qty[0],
  ];
  const indexes = Array.from({ length: LEVELS }, (_, index) => index);
  return { bids: indexes.map((index) => level(index, -1)), asks: indexes.map((index) => level(index, 1)) };
}
