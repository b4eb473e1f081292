import { createCutJudge, type BooksCut } from './judgeCut';
import type { JudgeRecord, RecordOf, TimedRecord } from './judgeLog';
import { expectedOrderId, type OrderPlace } from './judgeOrderIds';

const INSTALLATION = '7d3a2c61-6a0e-4a1d-9d59-3f1f0d0c5e11';
const TRADE = 'spread/binance:BTC/USDT>bybit:BTC/USDT/0/1';
const idOf = (leg: number, place: Partial<OrderPlace> = {}): string =>
  expectedOrderId(INSTALLATION, 'simulator', {
    tradeId: TRADE,
    leg,
    step: 'open',
    attempt: 1,
    role: 'order',
    ...place,
  });
const BUY = idOf(0);
const SELL = idOf(1);

const timed = (record: JudgeRecord, atMs: number): TimedRecord => ({ record, atMs });
const inVenue = (venue: string) => ({ venue, accountId: 'main', timeMs: 0 });
const opening = (venue: string): TimedRecord =>
  timed({ kind: 'opening', ...inVenue(venue), asset: 'USDT', amount: '1000' }, 0);
const accepted = (venue: string, clientOrderId: string, atMs = 1): TimedRecord =>
  timed(
    {
      kind: 'accepted',
      ...inVenue(venue),
      orderId: '1',
      clientOrderId,
      symbol: 'BTCUSDT',
      side: venue === 'binance' ? 'buy' : 'sell',
      type: 'limit',
      timeInForce: 'IOC',
      price: '60000',
      qty: '0.01',
    },
    atMs,
  );
const filledRecord = (venue: string, clientOrderId: string, changes: Partial<RecordOf<'filled'>> = {}) => {
  const record: RecordOf<'filled'> = {
    kind: 'filled',
    ...inVenue(venue),
    orderId: '1',
    clientOrderId,
    symbol: 'BTCUSDT',
    tradeId: 1,
    side: venue === 'binance' ? 'buy' : 'sell',
    price: '60000',
    qty: '0.01',
    quote: '600',
    base: 'BTC',
    quoteAsset: 'USDT',
    fee: '0',
    feeAsset: 'USDT',
    liquidity: 'taker',
    ...changes,
  };
  return record;
};
const filled = (venue: string, id: string, changes: Partial<RecordOf<'filled'>> & { atMs?: number } = {}) => {
  const { atMs = 2, ...record } = changes;
  return timed(filledRecord(venue, id, record), atMs);
};
const bookedFill = (venue: string, clientOrderId: string, qty = '0.01') => ({
  venue,
  clientOrderId,
  venueTradeId: '1',
  qty,
  price: '60000',
  fee: '0',
  feeAsset: 'USDT',
});
const trade = (isOpen: boolean) => ({
  tradeId: TRADE,
  mode: 'simulator',
  qty: '0.01',
  legs: [
    { venue: 'binance', side: 'buy' as const },
    { venue: 'bybit', side: 'sell' as const },
  ],
  isOpen,
});
const usdt = (venue: string, balance: string) => ({ venue, asset: 'USDT', balance });
const btc = (venue: string, balance: string) => ({ venue, asset: 'BTC', balance });

const LOG = [
  opening('binance'),
  opening('bybit'),
  accepted('binance', BUY),
  filled('binance', BUY),
  accepted('bybit', SELL),
  filled('bybit', SELL, { atMs: 6 }),
];
const BOOKS: BooksCut = {
  trades: [trade(false)],
  orderIds: [BUY, SELL],
  fills: [bookedFill('binance', BUY), bookedFill('bybit', SELL)],
  balances: [usdt('binance', '400'), btc('binance', '0.01'), usdt('bybit', '1600'), btc('bybit', '-0.01')],
  reservations: [],
};
/** Neither fill booked yet. */
const UNBOOKED: BooksCut = {
  ...BOOKS,
  trades: [trade(true)],
  fills: [],
  balances: [usdt('binance', '1000'), usdt('bybit', '1000')],
  reservations: [
    { tradeId: TRADE, venue: 'binance', asset: 'USDT', amount: '601' },
    { tradeId: TRADE, venue: 'bybit', asset: 'BTC', amount: '0.01' },
  ],
};
const findingsOf = (log: readonly TimedRecord[], books: BooksCut, after: readonly TimedRecord[] = []) =>
  createCutJudge(INSTALLATION)
    .judge(log, books, after)
    .findings.map(({ kind, text }) => `${kind}: ${text}`);

describe('the judge of a cut', () => {
  it('finds nothing where all is booked, and measures the gap between the legs', () => {
    const judged = createCutJudge(INSTALLATION).judge(LOG, BOOKS, []);
    expect(judged.findings).toEqual([]);
    expect(judged.exposures).toEqual([
      { tradeId: TRADE, fromMs: 2, toMs: 6, repaired: false, noDepthAtMs: undefined },
    ]);
  });

  it('finds nothing wrong in fills of an open trade that are on their way, and takes them when they are booked', () => {
    const judge = createCutJudge(INSTALLATION);
    expect(judge.judge(LOG, UNBOOKED, [])).toMatchObject({ findings: [], onTheirWay: 2 });
    expect(judge.judge([], BOOKS, [])).toMatchObject({ findings: [], onTheirWay: 0 });
  });

  it('finds nothing wrong in what was accepted, filled and booked while the books were read', () => {
    const judge = createCutJudge(INSTALLATION);
    expect(judge.judge(LOG.slice(0, 2), BOOKS, LOG.slice(2)).findings).toEqual([]);
    const none = { ...UNBOOKED, trades: [], orderIds: [], reservations: [] };
    const later = createCutJudge(INSTALLATION);
    expect(later.judge(LOG.slice(0, 2), none, LOG.slice(2)).findings).toEqual([]);
    expect(later.judge([], BOOKS, []).findings).toEqual([]);
  });

  it.each<[string, readonly TimedRecord[], BooksCut]>([
    ['duplicate: accepted 2 times', [...LOG, accepted('binance', BUY)], BOOKS],
    ['uncountedFill: filled and not booked', LOG, { ...UNBOOKED, trades: [trade(false)], reservations: [] }],
    ['difference: booked otherwise', LOG, { ...BOOKS, fills: [bookedFill('binance', BUY, '0.02')] }],
    ['difference: booked and unknown', LOG, { ...BOOKS, fills: [bookedFill('bybit', 'foreign')] }],
    ['difference: balance of binance USDT', LOG, { ...BOOKS, balances: [usdt('binance', '401')] }],
    ['difference: accepted and not written down', LOG, { ...BOOKS, orderIds: [BUY] }],
    ['difference: accepted order of no trade', [...LOG, accepted('bybit', 'foreign')], BOOKS],
    ['difference: closed with a naked leg', LOG.slice(0, 4), BOOKS],
    [
      'difference: filled beyond what is reserved',
      LOG,
      { ...UNBOOKED, reservations: [{ tradeId: TRADE, venue: 'binance', asset: 'USDT', amount: '599' }] },
    ],
    [
      'duplicate: spread/binance:BTC/USDT>bybit:BTC/USDT/0/1: leg 0 filled 0.02 of 0.01',
      [...LOG, filled('binance', idOf(0, { step: 'chase' }), { tradeId: 2 })],
      BOOKS,
    ],
    [
      'duplicate: spread/binance:BTC/USDT>bybit:BTC/USDT/0/1: holds 0.02 BTC',
      [
        ...LOG.slice(0, 4),
        filled('binance', idOf(0, { step: 'hedge', attempt: 2, role: 'reverse' }), { tradeId: 2 }),
      ],
      BOOKS,
    ],
  ])('finds `%s`', (finding, log, books) => {
    expect(findingsOf(log, books).join('\n')).toContain(finding);
  });

  it('tells each finding once', () => {
    const judge = createCutJudge(INSTALLATION);
    const doubled = [...LOG, accepted('binance', BUY)];
    expect(judge.judge(doubled, BOOKS, []).findings).toHaveLength(1);
    expect(judge.judge([], BOOKS, []).findings).toEqual([]);
  });

  it('counts a repair as such and lets an exposure stand until it is gone', () => {
    const judge = createCutJudge(INSTALLATION);
    const reverse = idOf(0, { step: 'hedge', attempt: 3, role: 'reverse' });
    const books: BooksCut = { ...UNBOOKED, orderIds: [BUY, SELL, reverse] };
    expect(judge.judge(LOG.slice(0, 4), books, []).exposures).toEqual([]);
    const standing = { tradeId: TRADE, fromMs: 2, toMs: undefined, repaired: false, noDepthAtMs: undefined };
    expect(judge.standing()).toEqual([standing]);
    const repaired = [
      accepted('binance', reverse, 300),
      filled('binance', reverse, { atMs: 302, side: 'sell', tradeId: 2 }),
    ];
    expect(judge.judge(repaired, books, []).exposures).toEqual([{ ...standing, toMs: 302, repaired: true }]);
  });

  it('tells when a repair last found no depth; a chase that found none says nothing', () => {
    const judge = createCutJudge(INSTALLATION);
    const reverse = idOf(0, { step: 'hedge', attempt: 1, role: 'reverse' });
    const chase = idOf(1, { step: 'chase', attempt: 1 });
    const books: BooksCut = { ...UNBOOKED, orderIds: [BUY, SELL, reverse, chase] };
    const unfilled = (venue: string, clientOrderId: string, atMs: number): TimedRecord[] => [
      accepted(venue, clientOrderId, atMs),
      timed(
        {
          kind: 'closed',
          ...inVenue(venue),
          orderId: '1',
          clientOrderId,
          symbol: 'BTCUSDT',
          status: 'expired',
        },
        atMs,
      ),
    ];
    const log = [...LOG.slice(0, 4), ...unfilled('binance', reverse, 100), ...unfilled('bybit', chase, 200)];
    judge.judge(log, books, []);
    expect(judge.standing()).toMatchObject([{ repaired: true, noDepthAtMs: 100 }]);
  });
});
