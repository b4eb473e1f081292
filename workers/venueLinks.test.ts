import { createVenueLinks } from './venueLinks';

describe('venue links', () => {
  let nowMs = 1_000;
  const clock = { nowMs: () => nowMs, monotonicNs: () => 0n };
  const links = () => createVenueLinks(['binance', 'bybit'], ['public', 'private'], clock);
  beforeEach(() => {
    nowMs = 1_000;
  });

  it('count as down from the start until each has worked', () => {
    const some = links();
    nowMs = 1_500;
    some.set('binance', 'public', true);
    expect(some.downForMs('binance')).toBe(500);
    some.set('binance', 'private', true);
    expect(some.downForMs('binance')).toBeNull();
    expect(some.downForMs('bybit')).toBe(500);
  });

  it('tell how long the worse one has been down, from its first failure', () => {
    const some = links();
    for (const link of ['public', 'private'] as const) some.set('bybit', link, true);
    nowMs = 2_000;
    some.set('bybit', 'public', false);
    nowMs = 3_000;
    some.set('bybit', 'private', false);
    some.set('bybit', 'public', false);
    nowMs = 4_000;
    expect(some.downForMs('bybit')).toBe(2_000);
    some.set('bybit', 'public', true);
    expect(some.downForMs('bybit')).toBe(1_000);
  });

  it('say nothing of a venue in a process that has no streams', () => {
    expect(createVenueLinks(['bybit'], [], clock).downForMs('bybit')).toBeNull();
  });
});
