import fc from 'fast-check';
import { createTradedVolume } from './tradedVolume';

describe('createTradedVolume', () => {
  it('sums the trades of the last sixty seconds, whole seconds only', () => {
    const trades = fc.array(
      fc.record({ value: fc.integer({ min: 1, max: 1_000 }), afterMs: fc.nat({ max: 20_000 }) }),
    );
    fc.assert(
      fc.property(trades, fc.nat({ max: 90_000 }), (steps, quietMs) => {
        const volume = createTradedVolume();
        let atMs = 1_700_000_000_000;
        const all = steps.map(({ value, afterMs }) => {
          atMs += afterMs;
          volume.add(value, atMs);
          return { value, atMs };
        });
        const nowMs = atMs + quietMs;
        const oldestSecond = Math.floor(nowMs / 1_000) - 59;
        const expected = all
          .filter((trade) => Math.floor(trade.atMs / 1_000) >= oldestSecond)
          .reduce((sum, { value }) => sum + value, 0);
        expect(volume.lastMinute(nowMs)).toBe(expected);
      }),
      { seed: 13 },
    );
  });
});
