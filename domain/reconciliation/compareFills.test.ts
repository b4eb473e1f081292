import { booked, books, fill, lists, order, unreadableLists } from '../../tests/reconciliation/venueStates';
import { asAmount, asPrice, asQty } from '../money';
import { compareFills } from './compareFills';

const TOLERANCE = { listLagMs: 3_000 };

describe('compareFills', () => {
  it('finds nothing where both sides have the same fill, whatever the text', () => {
    const ours = booked({ qty: asQty('1.000'), price: asPrice('100.00'), fee: asAmount('0.10') });

    expect(compareFills(books({ fills: [ours] }), lists({ fills: [fill()] }), TOLERANCE)).toEqual([]);
  });

  it('calls a fill missed whose order is ours, and unknown where we wrote no such order', () => {
    const venue = lists({ fills: [fill(), fill({ clientOrderId: 'theirs', venueTradeId: '2' })] });

    expect(compareFills(books({ orders: [order()] }), venue, TOLERANCE)).toMatchObject([
      { kind: 'missedFill', tradeId: 'trade', fill: { venueTradeId: '1' }, ours: undefined },
      { kind: 'unknownFill', fill: { venueTradeId: '2' } },
    ]);
  });

  it.each([
    ['size', { qty: asQty('2') }],
    ['price', { price: asPrice('101') }],
    ['fee', { fee: asAmount('0.2') }],
    ['fee asset', { feeAsset: 'BNB' }],
    ['side', { side: 'sell' as const }],
  ])('finds the same execution with another %s', (_what, change) => {
    expect(
      compareFills(books({ fills: [booked()] }), lists({ fills: [fill(change)] }), TOLERANCE),
    ).toMatchObject([{ kind: 'fillDiffers', tradeId: 'trade' }]);
  });

  it.each([
    ['is old enough to be listed', 7_000, ['fillNotAtVenue']],
    ['may lag in the list', 7_001, []],
    ['is older than what was asked for', 499, []],
  ])('misses a booked fill at the venue only where it %s', (_when, exchangeTimeMs, kinds) => {
    const ours = books({ fills: [booked({ exchangeTimeMs })] });

    expect(compareFills(ours, lists(), TOLERANCE).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('says nothing where the list could not be read', () => {
    expect(compareFills(books({ fills: [booked()] }), unreadableLists(), TOLERANCE)).toEqual([]);
  });
});
