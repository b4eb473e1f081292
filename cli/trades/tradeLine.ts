import type { Bps, Usd } from '../../domain/money';
import type { TradeLine } from '../../storage/tradeReports';
import type { Column } from '../table';

export const TRADE_COLUMNS: readonly Column[] = [
  { title: 'time' },
  { title: 'trade' },
  { title: 'buy → sell' },
  { title: 'state' },
  { title: 'USD', align: 'right' },
  { title: 'expected bps', align: 'right' },
  { title: 'realised bps', align: 'right' },
  { title: 'PnL USD', align: 'right' },
  { title: 'tick→orders ms', align: 'right' },
];

/** The cells of a trade under `TRADE_COLUMNS`; `-` where a figure is not known (yet). */
export function tradeCells(trade: TradeLine): string[] {
  return [
    clockText(trade.openedAtMs),
    trade.tradeId,
    `${trade.symbol} ${venuesText(trade.pairKey)}`,
    stateText(trade),
    rounded(trade.notionalUsd, 0),
    rounded(trade.expectedNetBps, 2),
    rounded(trade.realisedNetBps, 2),
    rounded(trade.pnlUsd, 4),
    trade.tickToOrdersMs?.toFixed(1) ?? '-',
  ];
}

/** One appended line for places that cannot redraw: state, venues, result or reason. */
export function tradeSentence(trade: TradeLine): string {
  const result = trade.denial ?? (trade.pnlUsd === undefined ? '' : `PnL ${rounded(trade.pnlUsd, 4)} USD`);
  return [
    clockText(trade.openedAtMs),
    stateText(trade),
    trade.symbol,
    venuesText(trade.pairKey),
    trade.tradeId,
    result,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** Outcome of a closed trade, else its state. */
export function stateText({ state, outcome }: Pick<TradeLine, 'state' | 'outcome'>): string {
  return outcome ?? state;
}

/** `binance → bybit` from a pair key. */
export function venuesText(pairKey: string): string {
  return pairKey
    .split('>')
    .map((instrument) => instrument.split(':')[0] ?? instrument)
    .join(' → ');
}

/** UTC time of day with milliseconds. */
export function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}

function rounded(value: Usd | Bps | undefined, decimals: number): string {
  return value === undefined ? '-' : Number(value).toFixed(decimals);
}
