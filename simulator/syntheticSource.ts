import type { DrivenMarket, MarketSink, MarketSource } from './marketSource';
import { createRandom, type Random } from './random';
import { createSyntheticLadder, type LadderSettings, type SyntheticLadder } from './syntheticLadder';
import { createSyntheticPrices, type SyntheticPrices, type SyntheticPriceSettings } from './syntheticPrices';

export interface SyntheticSettings extends SyntheticPriceSettings, LadderSettings {
  readonly seed: string;
  /** Price of one unit of each base asset at the start, in quote. */
  readonly startPrices: Readonly<Record<string, number>>;
  /** Chance of a public trade per market and step, 0..1. */
  readonly tradeChanceFraction: number;
}

interface LiveMarket extends DrivenMarket {
  readonly ladder: SyntheticLadder;
  readonly random: Random;
}

/** Invented markets: everything follows from the seed and the number of steps. */
export function createSyntheticSource(
  settings: SyntheticSettings,
  driven: readonly DrivenMarket[],
  sink: MarketSink,
): MarketSource {
  const random = createRandom(settings.seed);
  const bases = new Set(driven.map(({ market }) => market.base));
  const venues = [...new Set(driven.map(({ venue }) => venue))];
  const startPrices = Object.fromEntries(
    [...bases].map((base) => [base, startPriceOf(settings, base)] as const),
  );
  const prices = createSyntheticPrices(settings, { venues, startPrices }, random.fork('prices'));
  const markets = driven.map(({ venue, market }): LiveMarket => {
    const own = random.fork(`${venue}/${market.symbol}`);
    return { venue, market, ladder: createSyntheticLadder(market, settings, own), random: own };
  });
  let steps = 0;
  return {
    advanceTo: (elapsedMs) => {
      for (; steps * settings.stepMs <= elapsedMs; steps++) {
        if (steps > 0) prices.step();
        for (const market of markets) stepMarket(market, { prices, settings, sink });
      }
      return { kind: 'running' };
    },
  };
}

/** Thrown where a market has a base asset without a start price. */
export class NoStartPriceError extends Error {
  override readonly name = 'NoStartPriceError';
  constructor(readonly base: string) {
    super(`the synthetic source needs startPrices.${base}`);
  }
}

function startPriceOf(settings: SyntheticSettings, base: string): number {
  const price = settings.startPrices[base];
  if (price === undefined) throw new NoStartPriceError(base);
  return price;
}

interface StepDeps {
  readonly prices: SyntheticPrices;
  readonly settings: SyntheticSettings;
  readonly sink: MarketSink;
}

function stepMarket({ venue, market, ladder, random }: LiveMarket, deps: StepDeps): void {
  const { symbol } = market;
  const mid = deps.prices.mid(market.base, venue);
  deps.sink({ kind: 'depth', reset: false, venue, symbol, ...ladder.moveTo(mid) });
  if (random.next() >= deps.settings.tradeChanceFraction) return;
  const takerSide = random.next() < 0.5 ? 'buy' : 'sell';
  const ticks = ladder.best(takerSide === 'buy' ? 'sell' : 'buy');
  const lots = Math.max(
    1,
    Math.round((random.between(0.01, 0.2) * deps.settings.levelQuote) / mid / Number(market.lotSize)),
  );
  deps.sink({ kind: 'trade', venue, symbol, ticks, lots, takerSide });
}
