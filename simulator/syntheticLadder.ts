import type { IntegerLevel } from './orderBook';
import type { Random } from './random';
import type { SimMarket, SimSide } from './simulatedVenue';

export interface LadderSettings {
  /** Levels of each side. */
  readonly levels: number;
  /** From one level to the next, and from the mid to the first. */
  readonly spacingBps: number;
  /** Mean size of a level in quote. */
  readonly levelQuote: number;
}

/** The anonymous depth of one synthetic market; a step answers only with the levels that changed. */
export interface SyntheticLadder {
  moveTo(mid: number): { bids: IntegerLevel[]; asks: IntegerLevel[] };
  /** Price of the best level, in ticks. */
  best(side: SimSide): number;
}

const SIDES = ['buy', 'sell'] as const;

/**
 * A ladder on a fixed grid of prices around the mid. While the mid stays in its cell a few sizes change, so that no stream is
 * silent and size that was taken comes back; when it moves, levels appear and go.
 */
export function createSyntheticLadder(
  market: SimMarket,
  settings: LadderSettings,
  random: Random,
): SyntheticLadder {
  const tick = Number(market.tickSize);
  const lot = Number(market.lotSize);
  const shown = { buy: new Map<number, number>(), sell: new Map<number, number>() };

  function randomLots(ticks: number): number {
    const quote = settings.levelQuote * random.between(0.5, 1.5);
    return Math.max(1, Math.round(quote / (ticks * tick) / lot));
  }

  function wanted(side: SimSide, mid: number): number[] {
    const gridTicks = Math.max(1, Math.round((mid * settings.spacingBps) / 10_000 / tick));
    const cell = Math.floor(mid / tick / gridTicks);
    return Array.from({ length: settings.levels }, (_, index) =>
      side === 'buy' ? (cell - index) * gridTicks : (cell + 1 + index) * gridTicks,
    ).filter((ticks) => ticks > 0);
  }

  function moveSide(side: SimSide, mid: number): IntegerLevel[] {
    const levels = shown[side];
    const now = wanted(side, mid);
    const keep = new Set(now);
    const changes = new Map<number, number>();
    for (const ticks of levels.keys()) if (!keep.has(ticks)) changes.set(ticks, 0);
    for (const ticks of now) if (!levels.has(ticks)) changes.set(ticks, randomLots(ticks));
    for (const ticks of [now[0], now[Math.floor(random.next() * now.length)]])
      if (ticks !== undefined) changes.set(ticks, randomLots(ticks));
    for (const [ticks, lots] of changes) {
      if (lots === 0) levels.delete(ticks);
      else levels.set(ticks, lots);
    }
    return [...changes];
  }

  return {
    moveTo: (mid) => {
      const [bids, asks] = SIDES.map((side) => moveSide(side, mid));
      return { bids: bids ?? [], asks: asks ?? [] };
    },
    best: (side) =>
      side === 'buy'
        ? Math.max(0, ...shown.buy.keys())
        : Math.min(...shown.sell.keys(), Number.MAX_SAFE_INTEGER),
  };
}
