import { asBps, asPrice, asQty, asUsd } from '../../domain/money';
import type { OpportunityLeg } from '../../domain/opportunity';
import { tradeIdOf, type TradePlan } from '../../domain/tradePlan';

/** A plan of 0.01 BTC bought on binance and sold on bybit, in plain visible numbers. */
export function tradePlan(overrides: Partial<TradePlan> = {}): TradePlan {
  const pairKey = 'binance:BTC/USDT>bybit:BTC/USDT';
  return {
    tradeId: tradeIdOf({ strategy: 'spread', pairKey, slot: 0, slotCounter: 1 }),
    mode: 'simulator',
    strategy: 'spread',
    symbol: 'BTC/USDT',
    pairKey,
    slot: 0,
    slotCounter: 1,
    legs: [leg({ venue: 'binance', side: 'buy' }), leg({ venue: 'bybit', side: 'sell' })],
    qty: asQty('0.01'),
    notionalUsd: asUsd('1000'),
    edge: {
      grossBps: asBps('30'),
      costs: {
        takerFeesBps: asBps('20'),
        slippageBufferBps: asBps('1'),
        latencyBufferBps: asBps('0'),
        quoteConversionBps: asBps('0'),
        fundingBps: asBps('0'),
        rebalancingBps: asBps('1'),
        safetyBufferBps: asBps('1'),
      },
      netBps: asBps('7'),
    },
    minNetBps: asBps('5'),
    expectedNetProfitUsd: asUsd('0.7'),
    worstCaseLossUsd: asUsd('3'),
    priority: 'normal',
    deadlines: { openingMs: 1200, orphanChaseMs: 250, orphanMs: 500, sendBeforeMs: 250, maxChases: 3 },
    detectedAtMs: 1_700_000_000_000,
    expiresAtMs: 1_700_000_001_000,
    frameReceivedAtNs: '1000000',
    opportunityId: 'opportunity-1',
    ...overrides,
  };
}

function leg({ venue, side }: Pick<OpportunityLeg, 'venue' | 'side'>): OpportunityLeg {
  return {
    instrumentId: `${venue}:BTC/USDT`,
    venue,
    side,
    qty: asQty('0.01'),
    expectedPrice: asPrice(side === 'buy' ? '100000' : '100300'),
    worstPrice: asPrice(side === 'buy' ? '100010' : '100290'),
    takerFeeBps: asBps('10'),
    bestBid: asPrice(side === 'buy' ? '99999' : '100300'),
    bestAsk: asPrice(side === 'buy' ? '100000' : '100301'),
    bookReceivedAtMs: 1_700_000_000_000,
  };
}
