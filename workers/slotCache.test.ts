import { createSlotCache } from './slotCache';

const row = { strategy: 'spread', pairKey: 'a>b', slot: 0, counter: 7, busy: false, nextOpenAtMs: 1_000 };

describe('slot cache', () => {
  it('gives the first counter of a pair that was never traded, once', () => {
    const cache = createSlotCache(1);

    expect(cache.take('spread', 'a>b', 0)).toEqual({ slot: 0, slotCounter: 1 });
    expect(cache.take('spread', 'a>b', 0)).toBeUndefined();
  });

  it('waits for the end of the cool-down that the row names', () => {
    const cache = createSlotCache(1);
    cache.apply(row);

    expect(cache.take('spread', 'a>b', 999)).toBeUndefined();
    expect(cache.take('spread', 'a>b', 1_000)).toEqual({ slot: 0, slotCounter: 7 });
  });

  it('gives the second slot while the first is busy', () => {
    const cache = createSlotCache(2);
    cache.apply({ ...row, busy: true });

    expect(cache.take('spread', 'a>b', 2_000)).toEqual({ slot: 1, slotCounter: 1 });
  });

  it('ignores news that are older than what it knows', () => {
    const cache = createSlotCache(1);
    cache.apply({ ...row, counter: 8, busy: true });
    cache.apply(row);

    expect(cache.take('spread', 'a>b', 2_000)).toBeUndefined();
  });

  it('gives a slot again whose trade could not be started', () => {
    const cache = createSlotCache(1);
    const planned = { slot: 0, slotCounter: 1 };
    cache.take('spread', 'a>b', 0);
    expect(cache.busy).toBe(1);
    cache.release('spread', 'a>b', planned);

    expect(cache.busy).toBe(0);
    expect(cache.take('spread', 'a>b', 0)).toEqual(planned);
  });
});
