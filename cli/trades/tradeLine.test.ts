import { asBps, asQty, asUsd } from '../../domain/money';
import type { TradeLine } from '../../storage/tradeReports';
import { TRADE_COLUMNS, tradeCells, tradeSentence } from './tradeLine';

const line = (overrides: Partial<TradeLine> = {}): TradeLine => ({
  tradeId: 'spread/binance:BTC/USDT>bybit:BTC/USDT/0/7',
  strategy: 'spread',
  symbol: 'BTC/USDT',
  pairKey: 'binance:BTC/USDT>bybit:BTC/USDT',
  state: 'closed',
  outcome: 'completed',
  denial: undefined,
  qty: asQty('0.01'),
  notionalUsd: asUsd('612.34'),
  expectedNetBps: asBps('6.1234'),
  realisedNetBps: asBps('5.9'),
  pnlUsd: asUsd('0.361'),
  tickToOrdersMs: 21.44,
  openedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  ...overrides,
});

describe('tradeCells', () => {
  it('fills every column', () => {
    expect(tradeCells(line())).toHaveLength(TRADE_COLUMNS.length);
    expect(tradeCells(line())).toEqual(
      expect.arrayContaining(['03:04:05.678', 'completed', '612', '6.12', '5.90', '0.3610', '21.4']),
    );
  });

  it('shows a dash for what is not known yet', () => {
    const open = line({
      state: 'opening',
      outcome: undefined,
      realisedNetBps: undefined,
      pnlUsd: undefined,
      tickToOrdersMs: undefined,
    });
    expect(tradeCells(open).slice(-3)).toEqual(['-', '-', '-']);
    expect(tradeCells(open)[3]).toBe('opening');
  });
});

describe('tradeSentence', () => {
  it('gives the reason of a denial in place of a result', () => {
    const denied = line({ outcome: 'denied', denial: 'EDGE_BELOW_MINIMUM netBps=1.2', pnlUsd: undefined });
    expect(tradeSentence(denied)).toMatch(/denied .*binance → bybit.*EDGE_BELOW_MINIMUM netBps=1\.2$/);
  });
});
