import { memoryMarket } from '../tests/simulator/memoryMarket';
import { presetMarket, type SimVenueName } from './marketPresets';
import type { DrivenMarket, MarketUpdate } from './marketSource';
import { simulatorConfigSchema, type SimulatorConfigInput } from './simulatorConfig';
import { createSyntheticSource, NoStartPriceError, type SyntheticSettings } from './syntheticSource';

const driven = (['binance', 'bybit'] as const).flatMap((venue): DrivenMarket[] =>
  (['BTC', 'ETH', 'SOL'] as const).map((base) => ({
    venue,
    market: presetMarket({ venue, base, fees: 'real', isReplay: false }),
  })),
);

/** The settings that the demo gets when it names none, changed by `source`. */
function settings(
  source: Partial<Extract<SimulatorConfigInput['source'], { kind: 'synthetic' }>> = {},
): SyntheticSettings {
  const keys = { trader: { apiKey: 'k', apiSecret: 's' } };
  const config = simulatorConfigSchema.parse({
    dataFolder: 'unused',
    source: { kind: 'synthetic', ...source },
    venues: [{ venue: 'binance', keys }],
  });
  if (config.source.kind !== 'synthetic') throw new Error('not synthetic');
  return { ...config.source, seed: config.seed, startPrices: config.startPrices };
}

function updatesOf(chosen: SyntheticSettings, untilMs: number, stepMs = untilMs): MarketUpdate[] {
  const updates: MarketUpdate[] = [];
  const source = createSyntheticSource(chosen, driven, (update) => updates.push(update));
  for (let ms = 0; ms <= untilMs; ms += stepMs) source.advanceTo(ms);
  return updates;
}

/** Best gross edge in bps over both directions, after each step. */
function edgesBps(chosen: SyntheticSettings, seconds: number): number[] {
  const books = memoryMarket(driven);
  const source = createSyntheticSource(chosen, driven, books.sink);
  const edges: number[] = [];
  for (let ms = 0; ms <= seconds * 1_000; ms += chosen.stepMs) {
    source.advanceTo(ms);
    const top = (venue: SimVenueName) => books.top(venue, 'BTCUSDT');
    const [a, b] = [top('binance'), top('bybit')];
    edges.push(Math.max(a.bid / b.ask, b.bid / a.ask) * 10_000 - 10_000);
  }
  return edges;
}

describe('synthetic source', () => {
  it('is the same for one seed however it is stepped, and another one for another seed', () => {
    const once = updatesOf(settings(), 6_000);
    expect(updatesOf(settings(), 6_000, 30)).toEqual(once);
    expect(updatesOf({ ...settings(), seed: 'another' }, 6_000)).not.toEqual(once);
  });

  it('moves every market at least each 100 ms and never crosses a book', () => {
    const books = memoryMarket(driven);
    const source = createSyntheticSource(settings(), driven, books.sink);
    for (let ms = 0; ms <= 10_000; ms += 100) {
      const before = books.updates();
      source.advanceTo(ms);
      expect(books.updates() - before).toBeGreaterThanOrEqual(driven.length);
      for (const { venue, market } of driven) {
        const { bid, ask } = books.top(venue, market.symbol);
        expect(bid).toBeLessThan(ask);
      }
    }
  });

  it('shows twenty levels and 10 000 USD within 4 bps on each side', () => {
    const books = memoryMarket(driven);
    createSyntheticSource(settings(), driven, books.sink).advanceTo(5_000);
    for (const { venue, market } of driven) {
      for (const side of ['bids', 'asks'] as const) {
        const levels = books.levels(venue, market.symbol)[side];
        const best = levels[0]?.price ?? 0;
        const near = levels.filter(({ price }) => Math.abs(price / best - 1) < 4 / 10_000);
        expect(levels.length).toBeGreaterThanOrEqual(20);
        expect(near.reduce((sum, { price, qty }) => sum + price * qty, 0)).toBeGreaterThan(10_000);
      }
    }
  });

  it('offers edges beyond two taker fees at about the rate asked for, and none where none are asked for', () => {
    const count = (edges: number[]): number =>
      edges.filter((edge, index) => edge > 25 && (edges[index - 1] ?? 0) <= 25).length;
    // 2 a second over three underlyings: 80 for this one in 120 s.
    const some = count(edgesBps(settings({ opportunitiesPerSecond: 2 }), 120));
    expect(some).toBeGreaterThan(40);
    expect(some).toBeLessThan(120);
    expect(count(edgesBps(settings({ opportunitiesPerSecond: 0 }), 120))).toBe(0);
  });

  it('names the asset that it has no start price for', () => {
    const without = { ...settings(), startPrices: { BTC: 1 } };
    expect(() => createSyntheticSource(without, driven, () => undefined)).toThrow(NoStartPriceError);
  });
});
