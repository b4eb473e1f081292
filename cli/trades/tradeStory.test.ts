import type { OpportunityLeg } from '../../domain/opportunity';
import { asAmount, asBps, asPrice, asQty, asUsd, ZERO_USD } from '../../domain/money';
import type { TradeRecord } from '../../execution/journal';
import { tradeStoryText } from './tradeStory';

const leg = (venue: string, side: 'buy' | 'sell', price: string): OpportunityLeg => ({
  instrumentId: `${venue}:BTC/USDT`,
  venue,
  side,
  qty: asQty('0.01'),
  expectedPrice: asPrice(price),
  worstPrice: asPrice(price),
  takerFeeBps: asBps('10'),
  bestBid: asPrice(price),
  bestAsk: asPrice(price),
  bookReceivedAtMs: 0,
});

const costs = {
  takerFeesBps: asBps('20'),
  slippageBufferBps: asBps('1.5'),
  latencyBufferBps: asBps('0.5'),
  quoteConversionBps: asBps('0'),
  fundingBps: asBps('0'),
  rebalancingBps: asBps('1'),
  safetyBufferBps: asBps('1'),
};

const record: TradeRecord = {
  plan: {
    tradeId: 'spread/binance:BTC/USDT>bybit:BTC/USDT/0/7',
    mode: 'simulator',
    strategy: 'spread',
    symbol: 'BTC/USDT',
    pairKey: 'binance:BTC/USDT>bybit:BTC/USDT',
    slot: 0,
    slotCounter: 7,
    legs: [leg('binance', 'buy', '60000'), leg('bybit', 'sell', '60200')],
    qty: asQty('0.01'),
    notionalUsd: asUsd('600'),
    edge: { grossBps: asBps('33.3'), costs, netBps: asBps('9.3') },
    minNetBps: asBps('5'),
    expectedNetProfitUsd: asUsd('0.56'),
    worstCaseLossUsd: asUsd('3'),
    priority: 'normal',
    deadlines: { openingMs: 1_200, orphanChaseMs: 250, orphanMs: 500, sendBeforeMs: 250, maxChases: 3 },
    detectedAtMs: 0,
    expiresAtMs: 1_000,
    frameReceivedAtNs: '0',
    opportunityId: 'o-1',
  },
  epoch: 3,
  reduceOnly: false,
  reducedByGuard: false,
  orphanSinceMs: undefined,
  state: 'closed',
  outcome: 'completed',
  figures: {
    matchedQty: asQty('0.01'),
    notionalUsd: asUsd('600'),
    pnlUsd: asUsd('0.71'),
    feesUsd: asUsd('1.2'),
    expectedPnlUsd: asUsd('0.56'),
    expectedFeesUsd: asUsd('1.2'),
    slippageUsd: ZERO_USD,
    realisedGrossBps: asBps('31.8'),
    expectedGrossBps: asBps('33.3'),
    realisedNetBps: asBps('11.8'),
  },
  orders: [],
  fills: [
    {
      venue: 'binance',
      instrumentId: 'binance:BTC/USDT',
      clientOrderId: 'hf1',
      venueOrderId: '1',
      venueTradeId: '77',
      side: 'buy',
      price: asPrice('60000'),
      qty: asQty('0.01'),
      fee: asAmount('0.00001'),
      feeAsset: 'BTC',
      liquidity: 'taker',
      exchangeTimeMs: 1_000,
    },
  ],
};

const story = { record, denial: undefined, events: [], uiUrl: 'http://127.0.0.1:8233/x' };
const lineOf = (text: string, start: string): string =>
  text.split('\n').find((line) => line.startsWith(start)) ?? '';

describe('tradeStoryText', () => {
  it('sets each expected term beside the realised one', () => {
    const text = tradeStoryText(story, false);
    expect(lineOf(text, 'gross').split(/\s{2,}/)).toEqual(['gross', '33.3', '31.8']);
    expect(lineOf(text, '− taker fees').split(/\s{2,}/)).toEqual(['− taker fees', '20', '20.0000']);
    expect(lineOf(text, 'net').split(/\s{2,}/)).toEqual(['net', '9.3', '11.8']);
  });

  it('tells state, fills and where the workflow is', () => {
    const text = tradeStoryText(story, false);
    expect(text).toContain('completed, PnL 0.71 USD of 0.56 expected');
    expect(text).toContain('buy 0.01 @ 60000');
    expect(text).toContain('Workflow: http://127.0.0.1:8233/x');
  });

  it('counts the time line from the first transition', () => {
    const events = [
      { seq: 0, from: 'idle' as const, to: 'validating' as const, cause: 'start', atMs: 5_000, figures: {} },
      {
        seq: 1,
        from: 'validating' as const,
        to: 'opening' as const,
        cause: 'begun',
        atMs: 5_012,
        figures: { netBps: '9.3' },
      },
    ];
    const text = tradeStoryText({ ...story, events }, false);
    expect(text).toMatch(/\+12 ms\s+validating → opening\s+begun\s+netBps=9\.3/);
  });

  it('shows no realised figure for a trade that is still open', () => {
    const { figures, ...rest } = record;
    expect(figures).toBeDefined();
    const text = tradeStoryText(
      { ...story, record: { ...rest, state: 'opening', outcome: undefined, figures: undefined } },
      false,
    );
    expect(lineOf(text, 'net').split(/\s{2,}/)).toEqual(['net', '9.3', '-']);
  });

  it('gives the reason of a denied trade', () => {
    expect(tradeStoryText({ ...story, denial: 'EDGE_GONE netBps=1' }, false)).toContain('EDGE_GONE netBps=1');
  });
});
