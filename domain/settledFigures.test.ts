import { asAmount, asPrice, asQty } from './money';
import type { Instrument } from './instrument';
import type { Fill, Side } from './order';
import { settledFigures } from './settledFigures';
import { tradePlan } from '../tests/lifecycle/tradePlans';

const plan = tradePlan();
const [buyLeg, sellLeg] = plan.legs;
if (buyLeg === undefined || sellLeg === undefined) throw new Error('the plan has two legs');

const instruments = new Map(
  [buyLeg, sellLeg].map((leg) => [leg.instrumentId, { id: leg.instrumentId, base: 'BTC' } as Instrument]),
);

let trades = 0;
function fill(side: Side, figures: { price: string; qty: string; fee?: string; feeAsset?: string }): Fill {
  const leg = side === 'buy' ? buyLeg : sellLeg;
  return {
    venue: leg?.venue ?? '',
    instrumentId: leg?.instrumentId ?? '',
    clientOrderId: `${side}-1`,
    venueOrderId: '1',
    venueTradeId: String((trades += 1)),
    side,
    price: asPrice(figures.price),
    qty: asQty(figures.qty),
    fee: asAmount(figures.fee ?? '0'),
    feeAsset: figures.feeAsset ?? 'USDT',
    liquidity: 'taker',
    exchangeTimeMs: 0,
  };
}

describe('settledFigures', () => {
  it('is what was sold minus what was bought minus fees', () => {
    const figures = settledFigures(
      plan,
      [
        fill('buy', { price: '60000', qty: '0.01', fee: '0.6' }),
        fill('sell', { price: '60120', qty: '0.01', fee: '0.6012' }),
      ],
      instruments,
    );
    expect(figures.pnlUsd).toBe('-0.00120000'); // 601.2 − 600 − 1.2012
    expect(figures.feesUsd).toBe('1.20120000');
    expect(figures.realisedGrossBps).toBe('20.0000');
    expect(figures.matchedQty).toBe('0.01');
  });

  it('values a fee in coin at the price of its own fill', () => {
    const figures = settledFigures(
      plan,
      [
        fill('buy', { price: '60000', qty: '0.01', fee: '0.00001', feeAsset: 'BTC' }),
        fill('sell', { price: '60120', qty: '0.01' }),
      ],
      instruments,
    );
    expect(figures.feesUsd).toBe('0.60000000');
    expect(figures.pnlUsd).toBe('0.60000000');
  });

  it('counts a repair that reduced the filled leg: bought and sold again at a loss', () => {
    const figures = settledFigures(
      plan,
      [fill('buy', { price: '60000', qty: '0.01' }), fill('sell', { price: '59940', qty: '0.01' })],
      instruments,
    );
    expect(figures.pnlUsd).toBe('-0.60000000');
    expect(figures.realisedNetBps).toBe('-10.0000');
  });

  it('is all zero where nothing was filled', () => {
    expect(settledFigures(plan, [], instruments).pnlUsd).toBe('0');
  });
});
