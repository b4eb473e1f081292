import { asAmount, asPrice, asQty } from '../../domain/money';
import type { JudgeRecord } from '../../simulator/judgeLog';
import { bookDifferences, type Books } from './bookDifferences';
import { countDuplicates } from './judgeRun';

const inVenue = { venue: 'binance', accountId: 'main', timeMs: 1_000 };
const ofOrder = { ...inVenue, orderId: '1', clientOrderId: 'hf1', symbol: 'BTCUSDT' };
const accepted = (timeMs: number, clientOrderId = 'hf1'): JudgeRecord => ({
  kind: 'accepted',
  ...ofOrder,
  clientOrderId,
  timeMs,
  side: 'buy',
  type: 'limit',
  timeInForce: 'IOC',
  price: '60000',
  qty: '0.01',
});
const filled: JudgeRecord = {
  kind: 'filled',
  ...ofOrder,
  tradeId: 7,
  side: 'buy',
  price: '60000',
  qty: '0.01',
  quote: '600',
  base: 'BTC',
  quoteAsset: 'USDT',
  fee: '0.00001',
  feeAsset: 'BTC',
  liquidity: 'taker',
};
const opening = (asset: string, amount: string): JudgeRecord => ({
  kind: 'opening',
  ...inVenue,
  asset,
  amount,
});
const records = [opening('USDT', '1000'), opening('BTC', '1'), accepted(1_000), filled];

const books: Books = {
  fills: [
    {
      venue: 'binance',
      clientOrderId: 'hf1',
      venueTradeId: '7',
      qty: asQty('0.0100'),
      price: asPrice('60000.00'),
      fee: asAmount('0.00001'),
      feeAsset: 'BTC',
    },
  ],
  balances: [
    { venue: 'binance', asset: 'USDT', balance: asAmount('400') },
    { venue: 'binance', asset: 'BTC', balance: asAmount('1.00999') },
  ],
};

describe('bookDifferences', () => {
  it('finds none where every fill and every unit is booked', () => {
    expect(bookDifferences(records, books)).toEqual([]);
  });

  it('finds a balance that is off by the last unit', () => {
    const off = {
      ...books,
      balances: [
        books.balances[0] ?? [],
        { venue: 'binance', asset: 'BTC', balance: asAmount('1.00998') },
      ].flat(),
    };
    expect(bookDifferences(records, off)).toEqual([
      'balance binance BTC: the venue says 1.00999, our books say 1.00998',
    ]);
  });

  it('finds a fill that was never booked', () => {
    const lines = bookDifferences(records, { ...books, fills: [] });
    expect(lines).toContain('order binance hf1 size: the venue says 0.01, our books say 0');
  });

  it('finds a fill that was booked twice', () => {
    const lines = bookDifferences(records, { ...books, fills: [...books.fills, ...books.fills] });
    expect(lines).toContain('order binance hf1 fills: the venue says 1, our books say 2');
  });

  it('finds a fill that the venue never made', () => {
    expect(bookDifferences([], { fills: books.fills, balances: [] })).not.toEqual([]);
  });
});

describe('countDuplicates', () => {
  it('counts an id that was accepted again, and only in this run', () => {
    const log = [accepted(1_000), accepted(2_000), accepted(2_000, 'hf2')];
    expect(countDuplicates(log, 1_500)).toBe(1);
    expect(countDuplicates(log, 3_000)).toBe(0);
  });
});
