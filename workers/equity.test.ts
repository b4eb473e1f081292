import { Exact, asAmount } from '../domain/money';
import { equityUsd } from './equity';

const held = (asset: string, balance: string) => ({
  venue: 'binance',
  asset,
  balance: asAmount(balance),
  free: asAmount(balance),
});

describe('equityUsd', () => {
  it('adds dollars at par and coins at their mids', () => {
    const mids = new Map([['BTC', new Exact('60000')]]);
    expect(equityUsd([held('USDT', '1000'), held('BTC', '0.5')], mids)?.toFixed()).toBe('31000');
  });

  it('is unknown while something that we hold has no price', () => {
    expect(equityUsd([held('USDT', '1000'), held('ETH', '1')], new Map())).toBeUndefined();
    expect(equityUsd([held('USDT', '1000'), held('ETH', '0')], new Map())?.toFixed()).toBe('1000');
  });
});
