import fc from 'fast-check';
import { createNewsGate } from './newsGate';

describe('createNewsGate', () => {
  it('admits the first sight, a better spread, and the standing one once per period', () => {
    const gate = createNewsGate(1_000);
    const admitted = [
      gate.admits(10, 0),
      gate.admits(10, 1), // the same
      gate.admits(9, 2), // worse
      gate.admits(10.5, 3), // better
      gate.admits(10.5, 4),
      gate.admits(9, 253), // 250 ms after the last decision
    ];
    expect(admitted).toEqual([true, false, false, true, false, true]);
  });

  it('takes what comes after the end as a first sight', () => {
    const gate = createNewsGate(1_000);
    gate.admits(10, 0);
    gate.reset();
    expect(gate.admits(8, 1)).toBe(true);
  });

  it('repeats a standing opportunity before it expires', () => {
    const gate = createNewsGate(100);
    gate.admits(10, 0);
    expect([gate.admits(10, 49), gate.admits(10, 50)]).toEqual([false, true]);
  });

  it('admits a spread that never grows at most once per period, however often it ticks', () => {
    const tick = fc.record({
      fallBps: fc.double({ min: 0, max: 1, noNaN: true }),
      afterMs: fc.nat({ max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(tick, { maxLength: 200 }), (ticks) => {
        const gate = createNewsGate(1_000);
        gate.admits(10, 0);
        let [bps, atMs, admitted] = [10, 0, 0];
        for (const { fallBps, afterMs } of ticks) {
          bps -= fallBps;
          atMs += afterMs;
          if (gate.admits(bps, atMs)) admitted++;
        }
        expect(admitted).toBeLessThanOrEqual(atMs / 250);
      }),
      { seed: 5 },
    );
  });
});
