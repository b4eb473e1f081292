import type { AssetAmount, DailyReport, IncidentCount } from '../../domain/dailyReport';
import { timeText } from '../incidents/incidentText';
import { leftColumns, tableText, type Column } from '../table';

/** Whether a report is the booked one, or what can be told of a day that is not booked. */
export type ReportStanding =
  | { readonly kind: 'booked'; readonly bookedAtMs: number }
  /** The day goes on. */
  | { readonly kind: 'soFar' }
  /** The day is over and waits for the next run, or began before there was anything to book. */
  | { readonly kind: 'notBooked' };

export interface ShownReport {
  readonly report: DailyReport;
  readonly standing: ReportStanding;
}

/** A day for people: trades, PnL, what went wrong, what is open. */
export function dailyReportText({ report, standing }: ShownReport, terminal: boolean): string {
  return [
    headline(report, standing),
    figures(report),
    section('PnL by strategy and venue, USD', resultsTable(report, terminal)),
    section(`Adjustments of earlier days: ${report.adjustmentsUsd} USD`, adjustmentsTable(report, terminal)),
    section('Not in the PnL, no price in USD', unvaluedTable(report, terminal)),
    section('Other movements of the venue accounts', postingsTable(report, terminal)),
    section('Incidents opened', incidentsTable(report, terminal)),
    section('Open at the end', positionsTable(report, terminal)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline({ day, mode, timeZone, untilMs }: DailyReport, standing: ReportStanding): string {
  const title = `Daily summary of ${day} (${timeZone}), ${mode}`;
  switch (standing.kind) {
    case 'booked':
      return `${title}, booked ${timeText(standing.bookedAtMs)} UTC`;
    case 'soFar':
      return `${title}\nThe day is not over: computed up to ${timeText(untilMs)} UTC, not booked yet.`;
    case 'notBooked':
      return `${title}\nThe day is not booked: computed now.`;
  }
}

function figures({ trades, orphans, recoveries, incidents, ...report }: DailyReport): string {
  const takeovers = recoveries.takeovers.map(({ by, count }) => `${count} steps taken over by ${by}`);
  return [
    `trades      ${trades.opened} opened; closed: ${trades.completed} completed, ${trades.unwound} unwound, ${trades.aborted} aborted, ${trades.denied} denied, ${trades['needs-operator']} needs-operator`,
    `PnL         ${report.pnlUsd} USD net, ${report.expectedPnlUsd} expected; fees ${report.feesUsd}, slippage ${report.slippageUsd}`,
    `orphans     ${orphans.count === 0 ? 'none' : `${orphans.count}, the longest ${Math.round(orphans.maxMs)} ms`}`,
    `recoveries  ${[...takeovers, `${recoveries.guardSteps} steps of the guard's own`, `${recoveries.revivedWorkflows} workflows revived`].join(', ')}`,
    `incidents   ${totalOf(incidents.opened)} opened, ${incidents.closed} closed, ${incidents.open} open at the end`,
  ].join('\n');
}

const totalOf = (counts: readonly IncidentCount[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0);

/** Nothing where the table is empty. */
const section = (title: string, table: string): string => (table === '' ? '' : `${title}\n${table}`);

const right = (title: string): Column => ({ title, align: 'right' });

function table(columns: readonly Column[], rows: readonly (readonly string[])[], terminal: boolean): string {
  return rows.length === 0 ? '' : tableText(columns, rows, terminal);
}

function resultsTable({ results }: DailyReport, terminal: boolean): string {
  const rows = results.map(({ strategy, venue, pnlUsd, feesUsd }) => [strategy, venue, pnlUsd, feesUsd]);
  return table([...leftColumns(['strategy', 'venue']), right('PnL'), right('fees')], rows, terminal);
}

function adjustmentsTable({ adjustments }: DailyReport, terminal: boolean): string {
  const rows = adjustments.map((each) => [
    each.tradeId,
    each.strategy,
    timeText(each.closedAtMs),
    each.pnlUsd,
    each.feesUsd,
  ]);
  const columns = [...leftColumns(['trade', 'strategy', 'closed (UTC)']), right('PnL'), right('fees')];
  return table(columns, rows, terminal);
}

function unvaluedTable({ unvalued }: DailyReport, terminal: boolean): string {
  const rows = unvalued.map(({ venue, asset, amount }) => [venue, asset, amount]);
  return table([...leftColumns(['venue', 'asset']), right('amount')], rows, terminal);
}

function postingsTable({ otherPostings }: DailyReport, terminal: boolean): string {
  const rows = otherPostings.map(({ kind, venue, asset, amount }) => [kind, venue, asset, amount]);
  return table([...leftColumns(['kind', 'venue', 'asset']), right('amount')], rows, terminal);
}

function incidentsTable({ incidents }: DailyReport, terminal: boolean): string {
  const rows = incidents.opened.map(({ severity, kind, count }) => [severity, kind, String(count)]);
  return table([...leftColumns(['severity', 'kind']), right('count')], rows, terminal);
}

function positionsTable({ openPositions }: DailyReport, terminal: boolean): string {
  const rows = openPositions.map(({ tradeId, state, notionalUsd, assets }) => [
    tradeId,
    state,
    notionalUsd,
    assets.map(assetText).join(', '),
  ]);
  const columns = [...leftColumns(['trade', 'state']), right('notional USD'), { title: 'moved so far' }];
  return table(columns, rows, terminal);
}

const assetText = ({ asset, amount }: AssetAmount): string =>
  `${amount.startsWith('-') ? '' : '+'}${amount} ${asset}`;
