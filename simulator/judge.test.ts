import { memoryVenue, newOrder, type MemoryVenue } from '../tests/simulator/memoryVenue';
import { fillsOf, judge, type Judgement } from './judge';
import { compareWithLedger, type BookedFill } from './judgeComparison';

function tradedVenue(): MemoryVenue {
  const venue = memoryVenue();
  venue.setBook({ bids: [['999.0', '5.000']], asks: [['1000.0', '5.000']] });
  venue.core.submit('ann', newOrder({ clientOrderId: 'buy' }));
  venue.core.submit('ann', newOrder({ clientOrderId: 'sell', side: 'sell', price: '999.0' }));
  venue.core.submit('ann', newOrder({ clientOrderId: 'tiny', qty: '0.001' }));
  venue.core.rejectedLate('ann', { clientOrderId: 'late', symbol: 'BTCUSDT' });
  return venue;
}

/** Books that hold exactly what the venue did. */
function perfectBooks(judgement: Judgement) {
  return {
    judge: judgement,
    ledgerFills: judgement.fills.map(
      ({ venue, clientOrderId, tradeId, qty, price, fee, feeAsset }): BookedFill => ({
        ...{ venue, clientOrderId, venueTradeId: String(tradeId) },
        ...{ qty, price, fee, feeAsset },
      }),
    ),
    ledgerBalances: ['USDT', 'BTC'].map((asset) => ({
      venue: 'binance',
      asset,
      balance: asset === 'USDT' ? '199999.98001' : '3.99999',
    })),
  };
}

describe('judge', () => {
  it('counts what reached the venue and knows every fill and balance from the log alone', () => {
    const venue = tradedVenue();
    const judgement = judge(venue.records);
    expect(judgement.orders).toEqual({ sent: 4, accepted: 2, rejected: 1, rejectedLate: 1 });
    expect(judgement.duplicates).toEqual([]);
    expect(fillsOf(judgement, 'buy')).toMatchObject([{ qty: '0.010', price: '1000.0', fee: '0.00001' }]);
    const held = venue.core.balances('ann').map(({ asset, free }) => [asset, free]);
    const judged = judgement.balances.filter(({ accountId }) => accountId === 'ann');
    expect(judged.map(({ asset, amount }) => [asset, amount])).toEqual(held);
  });

  it('finds an id that was accepted twice, per venue and account', () => {
    const venue = memoryVenue();
    const order = newOrder({ clientOrderId: 'twice' });
    venue.core.submit('ann', order);
    venue.core.submit('bob', order);
    expect(judge(venue.records).duplicates).toEqual([]);
    venue.core.submit('ann', order);
    expect(judge(venue.records).duplicates).toEqual([
      { venue: 'binance', accountId: 'ann', clientOrderId: 'twice', times: 2 },
    ]);
  });
});

describe('comparison with the ledger', () => {
  const books = perfectBooks(judge(tradedVenue().records));
  const [first, ...others] = books.ledgerFills;

  it('finds nothing where the books hold what the venue did', () => {
    expect(compareWithLedger(books)).toEqual([]);
  });

  it('finds a fill not booked, booked twice, booked with another figure, and one that never was', () => {
    if (!first) throw new Error('no fill');
    const kinds = (ledgerFills: BookedFill[]): string[] =>
      compareWithLedger({ ...books, ledgerFills }).map(({ kind }) => kind);
    expect(kinds(others)).toEqual(['fillNotBooked']);
    expect(kinds([first, ...books.ledgerFills])).toEqual(['fillBookedTwice']);
    expect(kinds([{ ...first, fee: '0.00002' }, ...others])).toEqual(['fillDiffers']);
    expect(kinds([{ ...first, venueTradeId: '999' }, ...books.ledgerFills])).toEqual(['fillUnknownToVenue']);
  });

  it('finds a balance that is off by one unit of the last place', () => {
    const [usdt, btc] = books.ledgerBalances;
    const ledgerBalances = [{ ...usdt, balance: '199999.98002' }, btc].filter((b) => b !== undefined);
    expect(
      compareWithLedger({ ...books, ledgerBalances: ledgerBalances as typeof books.ledgerBalances }),
    ).toEqual([
      {
        kind: 'balanceDiffers',
        venue: 'binance',
        asset: 'USDT',
        atVenue: '199999.98001',
        booked: '199999.98002',
      },
    ]);
  });
});
