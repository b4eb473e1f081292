import type { TradeRecord } from '../../execution/journal';
import type { SettledFigures, TransitionRecord } from '../../domain/lifecycle/steps';
import { Exact, ratioBps, type Bps } from '../../domain/money';
import { leftColumns, tableText } from '../table';
import { clockText, stateText } from './tradeLine';

/** All there is to tell about one trade. */
export interface TradeStory {
  readonly record: TradeRecord;
  readonly denial: string | undefined;
  readonly events: readonly TransitionRecord[];
  /** Address of the workflow in the Temporal Web UI, where one is known. */
  readonly uiUrl: string | undefined;
}

/** The whole story of a trade for people: legs, orders, fills, edge term by term, time line. */
export function tradeStoryText({ record, denial, events, uiUrl }: TradeStory, terminal: boolean): string {
  const sections = [
    headline(record),
    denial === undefined ? '' : `refused    ${denial}`,
    section('Legs', legsTable(record, terminal)),
    section('Orders', record.orders.length === 0 ? 'none' : ordersTable(record, terminal)),
    section('Fills', record.fills.length === 0 ? 'none' : fillsTable(record, terminal)),
    section('Edge, bps of notional', edgeTable(record, terminal)),
    section('Time line', timeLine(events, terminal)),
    uiUrl === undefined ? '' : `Workflow: ${uiUrl}`,
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

const section = (title: string, body: string): string => `${title}\n${body}`;

function headline({ plan, state, outcome, figures, epoch }: TradeRecord): string {
  const result =
    figures === undefined ? '' : `, PnL ${figures.pnlUsd} USD of ${figures.expectedPnlUsd} expected`;
  return [
    `${plan.tradeId}  ${stateText({ state, outcome })}${result}`,
    `${plan.mode}, strategy ${plan.strategy}, ${plan.symbol}, ${plan.qty} for ${plan.notionalUsd} USD, epoch ${epoch}`,
  ].join('\n');
}

function legsTable({ plan }: TradeRecord, terminal: boolean): string {
  const rows = plan.legs.map((leg, index) => [
    String(index),
    leg.side,
    leg.instrumentId,
    leg.qty,
    leg.expectedPrice,
    leg.worstPrice,
  ]);
  const titles = ['leg', 'side', 'instrument', 'size', 'expected price', 'worst price'];
  return tableText(leftColumns(titles), rows, terminal);
}

function ordersTable({ orders }: TradeRecord, terminal: boolean): string {
  const rows = orders.map((order) => [
    order.clientOrderId,
    `${order.step} ${order.attempt}`,
    String(order.leg),
    order.role,
    `${order.side} ${order.qty} @ ${order.limitPrice} ${order.timeInForce}`,
    order.final ? order.state : `${order.state} (watched)`,
    order.filledQty,
    order.note,
  ]);
  const titles = ['order', 'step', 'leg', 'role', 'instruction', 'state', 'filled', 'note'];
  return tableText(leftColumns(titles), rows, terminal);
}

function fillsTable({ fills }: TradeRecord, terminal: boolean): string {
  const rows = fills.map((fill) => [
    clockText(fill.exchangeTimeMs),
    fill.venue,
    fill.clientOrderId,
    `${fill.side} ${fill.qty} @ ${fill.price}`,
    `${fill.fee} ${fill.feeAsset}`,
    fill.liquidity,
    fill.venueTradeId,
  ]);
  const titles = ['time', 'venue', 'order', 'execution', 'fee', 'liquidity', 'venue trade'];
  return tableText(leftColumns(titles), rows, terminal);
}

/** Expected against realised: what the edge was made of, and what became of each term. Buffers have no realised twin: slippage is what they were for. */
function edgeTable({ plan, figures }: TradeRecord, terminal: boolean): string {
  const { grossBps, netBps, costs } = plan.edge;
  const realised = figures === undefined ? undefined : realisedTerms(figures);
  const rows = [
    ['gross', grossBps, realised?.grossBps ?? '-'],
    ['− taker fees', costs.takerFeesBps, realised?.feesBps ?? '-'],
    ['− slippage buffer', costs.slippageBufferBps, realised?.slippageBps ?? '-'],
    ['− latency buffer', costs.latencyBufferBps, '-'],
    ['− quote conversion', costs.quoteConversionBps, '-'],
    ['− funding', costs.fundingBps, '-'],
    ['− rebalancing', costs.rebalancingBps, '-'],
    ['− safety buffer', costs.safetyBufferBps, '-'],
    ['net', netBps, realised?.netBps ?? '-'],
  ];
  const columns = [
    { title: 'term' },
    { title: 'expected', align: 'right' as const },
    { title: 'realised', align: 'right' as const },
  ];
  return tableText(columns, rows, terminal);
}

function realisedTerms(figures: SettledFigures): {
  grossBps: Bps;
  feesBps: Bps | '-';
  slippageBps: Bps | '-';
  netBps: Bps;
} {
  const notional = new Exact(figures.notionalUsd);
  const inBps = (usd: string): Bps | '-' =>
    notional.isZero() ? '-' : ratioBps(new Exact(usd), notional, 'up');
  return {
    grossBps: figures.realisedGrossBps,
    feesBps: inBps(figures.feesUsd),
    slippageBps: inBps(figures.slippageUsd),
    netBps: figures.realisedNetBps,
  };
}

function timeLine(events: readonly TransitionRecord[], terminal: boolean): string {
  const startMs = events[0]?.atMs ?? 0;
  const rows = events.map((event) => [
    clockText(event.atMs),
    `+${event.atMs - startMs} ms`,
    `${event.from} → ${event.to}`,
    event.cause,
    Object.entries(event.figures)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
  ]);
  const titles = ['time', 'since start', 'transition', 'cause', 'figures'];
  return tableText(leftColumns(titles), rows, terminal);
}
