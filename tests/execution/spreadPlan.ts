import { spotInstrumentId } from '../../domain/instrument';
import { asBps, asPrice, asQty, asUsd, type Price } from '../../domain/money';
import type { OpportunityLeg } from '../../domain/opportunity';
import type { Side } from '../../domain/order';
import { tradeIdOf, type TradePlan } from '../../domain/tradePlan';

const SYMBOL = 'BTC/USDT';
const ZERO_BPS = asBps('0');

export const BUY_ON = 'binance';
export const SELL_ON = 'bybit';
export const BUY_AT = asPrice('60000');
export const SELL_AT = asPrice('60090');

/** Buys 0.01 BTC on Binance at 60 000 and sells it on Bybit at 60 090: 15 bps gross, 600 USD a side. */
export function spreadPlan(nowMs: number, changes: Partial<TradePlan> = {}): TradePlan {
  const pairKey = `${spotInstrumentId(BUY_ON, SYMBOL)}>${spotInstrumentId(SELL_ON, SYMBOL)}`;
  const slot = changes.slot ?? 0;
  const slotCounter = changes.slotCounter ?? 1;
  return {
    tradeId: tradeIdOf({ strategy: 'spread', pairKey, slot, slotCounter }),
    mode: 'simulator',
    strategy: 'spread',
    symbol: SYMBOL,
    pairKey,
    slot,
    slotCounter,
    legs: [leg({ side: 'buy', price: BUY_AT, nowMs }), leg({ side: 'sell', price: SELL_AT, nowMs })],
    qty: asQty('0.01'),
    notionalUsd: asUsd('600'),
    edge: {
      grossBps: asBps('15'),
      costs: {
        takerFeesBps: asBps('2'),
        slippageBufferBps: ZERO_BPS,
        latencyBufferBps: ZERO_BPS,
        quoteConversionBps: ZERO_BPS,
        fundingBps: ZERO_BPS,
        rebalancingBps: ZERO_BPS,
        safetyBufferBps: ZERO_BPS,
      },
      netBps: asBps('13'),
    },
    minNetBps: asBps('5'),
    expectedNetProfitUsd: asUsd('0.78'),
    worstCaseLossUsd: asUsd('1.2'),
    priority: 'normal',
    deadlines: { openingMs: 1_200, orphanChaseMs: 250, orphanMs: 500, sendBeforeMs: 250, maxChases: 3 },
    detectedAtMs: nowMs,
    expiresAtMs: nowMs + 60_000,
    frameReceivedAtNs: process.hrtime.bigint().toString(),
    opportunityId: `opportunity-${slot}-${slotCounter}`,
    ...changes,
  };
}

function leg({ side, price, nowMs }: { side: Side; price: Price; nowMs: number }): OpportunityLeg {
  const venue = side === 'buy' ? BUY_ON : SELL_ON;
  return {
    instrumentId: spotInstrumentId(venue, SYMBOL),
    venue,
    side,
    qty: asQty('0.01'),
    expectedPrice: price,
    worstPrice: price,
    takerFeeBps: asBps('1'),
    bestBid: price,
    bestAsk: price,
    bookReceivedAtMs: nowMs,
  };
}
