import { asBps, asQty, asUsd } from '../../domain/money';
import type { TradeLine } from '../../storage/tradeReports';
import { createOutput } from '../output';
import { countsText, watchTrades } from './tradeWatch';

const trade = (tradeId: string, overrides: Partial<TradeLine> = {}): TradeLine => ({
  tradeId,
  strategy: 'spread',
  symbol: 'BTC/USDT',
  pairKey: 'binance:BTC/USDT>bybit:BTC/USDT',
  state: 'closed',
  outcome: 'completed',
  denial: undefined,
  qty: asQty('1'),
  notionalUsd: asUsd('1'),
  expectedNetBps: asBps('1'),
  realisedNetBps: asBps('1'),
  pnlUsd: asUsd('1'),
  tickToOrdersMs: 1,
  openedAtMs: 5_000,
  ...overrides,
});

/** Answers one look after the other, then ends the watch. */
async function watchLooks(looks: (TradeLine[] | Error)[]): Promise<string[]> {
  const lines: string[] = [];
  const stop = new AbortController();
  const output = createOutput({ stdout: { write: () => true }, stderr: { write: () => true } });
  await watchTrades({
    reports: {
      list: () => {
        const look = looks.shift();
        if (looks.length === 0) stop.abort();
        return look instanceof Error ? Promise.reject(look) : Promise.resolve(look ?? []);
      },
    },
    output,
    redraws: false,
    sinceMs: 1_000,
    untilMs: Infinity,
    stop: stop.signal,
    append: (line) => lines.push(line),
  });
  return lines;
}

describe('watchTrades', () => {
  it('appends a trade once, when it is closed', async () => {
    const open = trade('a', { state: 'opening', outcome: undefined });
    const lines = await watchLooks([[open], [trade('a')], [trade('a')]]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('completed');
  });

  it('leaves closed trades of an earlier run out', async () => {
    expect(await watchLooks([[trade('old', { openedAtMs: 999 })]])).toEqual([]);
  });

  it('goes on when the database was away', async () => {
    const lines = await watchLooks([new Error('connection terminated'), [trade('a')]]);
    expect(lines).toHaveLength(1);
  });
});

describe('countsText', () => {
  it('names what there is, most frequent first', () => {
    const trades = [
      trade('a'),
      trade('b'),
      trade('c', { outcome: 'denied' }),
      trade('d', { state: 'chasing', outcome: undefined }),
    ];
    expect(countsText(trades)).toBe('2 completed, 1 denied, 1 chasing');
    expect(countsText([])).toBe('no trades yet');
  });
});
