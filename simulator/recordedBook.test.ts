import { BTC_USDT } from '../tests/simulator/memoryVenue';
import { createMarketUnits } from './marketUnits';
import { createRecordedBook } from './recordedBook';
import type { RecordedDepth } from './recordedFile';

const units = createMarketUnits(BTC_USDT);
const snapshot = { lastUpdateId: 100, bids: [level('999.0', '1')], asks: [level('1000.0', '2')] };

function level(price: string, qty: string): [string, string] {
  return [price, qty];
}

const diff = (fields: Partial<RecordedDepth>): RecordedDepth => ({
  e: 'depthUpdate',
  U: 101,
  u: 105,
  b: [],
  a: [],
  ...fields,
});

describe('recorded spot book', () => {
  it('skips what the snapshot holds, then takes only what continues it', () => {
    const book = createRecordedBook('spot', units);
    expect(book.onDepth(diff({ U: 90, u: 99, b: [level('998.0', '9')] })).kind).toBe('waiting');
    book.onDepth(diff({ U: 98, u: 105, b: [level('998.0', '3.0000')] }));
    book.onSnapshot(snapshot);
    expect(book.whole().bids).toEqual([
      [9_990, 1_000],
      [9_980, 3_000],
    ]);
    expect(book.onDepth(diff({ U: 106, u: 110, a: [level('1000.0', '0.000')] }))).toEqual({
      kind: 'changed',
      change: { bids: [], asks: [[10_000, 0]] },
    });
    expect(book.onDepth(diff({ U: 112, u: 115 }))).toEqual({ kind: 'gap', expected: 111, got: 112 });
  });

  it('has a gap where the first message begins after the snapshot', () => {
    const book = createRecordedBook('spot', units);
    book.onSnapshot(snapshot);
    expect(book.onDepth(diff({ U: 102 })).kind).toBe('gap');
  });

  it('does not let an old depth batch undo a newer top', () => {
    const book = createRecordedBook('spot', units);
    book.onSnapshot(snapshot);
    book.onTicker({ u: 108, b: '998.5', B: '4.000', a: '1000.0', A: '2.000' });
    expect(book.whole().bids).toEqual([[9_985, 4_000]]);
    book.onDepth(diff({ U: 101, u: 104, b: [level('999.0', '7')] }));
    expect(book.whole().bids).toEqual([[9_985, 4_000]]);
  });

  it('says nothing of levels that stay as they are, so that taken size is not given back', () => {
    const book = createRecordedBook('spot', units);
    book.onSnapshot(snapshot);
    expect(book.onTicker({ u: 101, b: '999.0', B: '1', a: '1000.0', A: '5' })).toEqual({
      kind: 'changed',
      change: { bids: [], asks: [[10_000, 5_000]] },
    });
  });
});

describe('recorded USD-M book', () => {
  it('chains by the id of the message before', () => {
    const book = createRecordedBook('usdm', units);
    book.onSnapshot(snapshot);
    expect(book.onDepth(diff({ U: 80, u: 99, pu: 70 })).kind).toBe('waiting');
    expect(book.onDepth(diff({ U: 95, u: 120, pu: 90 })).kind).toBe('changed');
    expect(book.onDepth(diff({ U: 140, u: 150, pu: 120 })).kind).toBe('changed');
    expect(book.onDepth(diff({ U: 151, u: 160, pu: 149 }))).toEqual({ kind: 'gap', expected: 150, got: 149 });
  });
});
