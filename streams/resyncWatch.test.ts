import type { BookTrust } from '../venues/marketFeed';
import { createResyncWatch } from './resyncWatch';

const UNTRUSTED: BookTrust = { kind: 'untrusted', reason: 'disconnected' };

/** A watch over time that the test moves; what it asked for, by book. */
function watched() {
  let nowMs = 1_000;
  const asked: number[] = [];
  const clock = { nowMs: () => nowMs, monotonicNs: () => 0n };
  const watch = createResyncWatch(clock, (index) => asked.push(index));
  return {
    watch,
    asked,
    after: (ms: number) => {
      nowMs += ms;
      watch.look();
    },
  };
}

describe('a resync watch', () => {
  it('asks anew for a book that stays untrusted, less often each time', () => {
    const { watch, asked, after } = watched();
    watch.onTrust(0, UNTRUSTED);
    watch.onTrust(1, UNTRUSTED);
    watch.onTrust(1, { kind: 'synced' });
    after(4_999);
    expect(asked).toEqual([]);
    after(1);
    expect(asked).toEqual([0]);
    watch.onTrust(0, { kind: 'untrusted', reason: 'stale' }); // what a resync tells of the book
    after(9_999);
    expect(asked).toEqual([0]);
    after(1);
    expect(asked).toEqual([0, 0]);
  });

  it('leaves a snapshot alone that is being fetched, and begins anew after a book was trusted', () => {
    const { watch, asked, after } = watched();
    watch.onTrust(0, UNTRUSTED);
    watch.onTrust(0, { kind: 'untrusted', reason: 'snapshotPending' });
    after(60_000);
    expect(asked).toEqual([]);
    watch.onTrust(0, { kind: 'synced' });
    watch.onTrust(0, { kind: 'untrusted', reason: 'gap' });
    after(5_000);
    expect(asked).toEqual([0]);
  });
});
