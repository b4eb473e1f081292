import { createBybitFrameHandler } from '../../venues/bybit/frameHandler';
import { feedBook, recordingListener, spotInstrument } from './feedFakes';

const depth = (
  type: 'snapshot' | 'delta',
  u: number,
  { b = [], a = [], seq = u * 10 }: { b?: string[][]; a?: string[][]; seq?: number },
) =>
  JSON.stringify({
    topic: 'orderbook.50.BTCUSDT',
    type,
    ts: 1,
    data: { s: 'BTCUSDT', b, a, u, seq },
  });
const top = (seq: number, bid: string[], ask: string[]) =>
  JSON.stringify({
    topic: 'orderbook.1.BTCUSDT',
    type: 'snapshot',
    ts: 1,
    data: { s: 'BTCUSDT', b: [bid], a: [ask], u: 1, seq },
  });

describe('bybit frames', () => {
  function setUp() {
    const listener = recordingListener();
    const own = feedBook(spotInstrument({ id: 'bybit:BTC/USDT', venue: 'bybit' }));
    const resubscribed: number[] = [];
    const handler = createBybitFrameHandler({
      books: [own],
      listener,
      onSnapshotNeeded: (index) => resubscribed.push(index),
    });
    const handle = (text: string): void => {
      handler.handle(Buffer.from(text), 1, 1n);
    };
    const best = (): [number, number] => [own.book.priceTicks(0, 0), own.book.priceTicks(1, 0)];
    handle(
      depth('snapshot', 5, {
        b: [
          ['100.00', '1'],
          ['99.00', '1'],
        ],
        a: [
          ['101.00', '1'],
          ['102.00', '1'],
        ],
      }),
    );
    return { listener, handle, best, resubscribed, own };
  }

  it('is trusted after a snapshot and follows deltas', () => {
    const { listener, handle, best } = setUp();
    handle(depth('delta', 6, { b: [['100.50', '1']] }));
    expect(listener.trust).toEqual([{ kind: 'synced' }]);
    expect(best()).toEqual([10_050, 10_100]);
  });

  it('is untrusted at once after a gap, ignores deltas, and recovers by snapshot', () => {
    const { listener, handle, best, resubscribed } = setUp();
    handle(depth('delta', 8, { b: [['100.50', '1']] }));
    handle(depth('delta', 9, { b: [['100.60', '1']] }));
    expect(listener.trust.at(-1)).toEqual({ kind: 'untrusted', reason: 'gap' });
    expect(resubscribed).toEqual([0]);
    expect(best()).toEqual([NaN, NaN]);
    handle(depth('snapshot', 20, { b: [['100.00', '1']], a: [['101.00', '1']] }));
    expect(listener.trust.at(-1)).toEqual({ kind: 'synced' });
  });

  it('takes update id 1 as a fresh book', () => {
    const { handle, best, own } = setUp();
    handle(depth('delta', 1, { b: [['90.00', '1']], a: [['91.00', '1']] }));
    expect(best()).toEqual([9_000, 9_100]);
    expect(own.book.depth(0)).toBe(1);
  });

  it('does not bring back a price that a newer top has left', () => {
    const { handle, best } = setUp();
    handle(top(75, ['100.20', '1'], ['101.20', '1']));
    handle(depth('delta', 6, { a: [['101.00', '3']], seq: 60 }));
    expect(best()).toEqual([10_020, 10_120]);
  });

  it('throws a crossed book away', () => {
    const { listener, handle } = setUp();
    handle(depth('delta', 6, { b: [['101.00', '1']] }));
    expect(listener.trust.at(-1)).toEqual({ kind: 'untrusted', reason: 'gap' });
  });

  it('counts and skips what it cannot read', () => {
    const { listener, handle, best } = setUp();
    for (const bad of ['{', '[]', '{"topic":"orderbook.50.BTCUSDT","type":"delta","data":{}}']) handle(bad);
    handle(
      depth('delta', 6, {
        b: [
          ['0', '1'],
          ['-1', '1'],
          ['NaN', '1'],
        ],
      }),
    );
    expect(listener.bad).toEqual(['malformed', 'malformed', 'malformed', 'absurd level']);
    expect(best()).toEqual([10_000, 10_100]);
  });
});
