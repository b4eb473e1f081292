import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { loadOwnConfig } from '../ownConfig';
import { dailyReportText } from '../report/dailyReportText';
import { findReport } from '../report/findReport';
import { withSession } from '../withSession';

interface ReportOptions {
  readonly day?: string;
  readonly mode?: string;
  readonly json?: boolean;
}

/** `report`: a day as it was booked, or as it stands now. */
export function registerReport(program: Command, context: CommandContext): void {
  program
    .command('report')
    .description('a day: trades, PnL, fees, slippage, orphans, recoveries, incidents, open positions')
    .option('--day <YYYY-MM-DD>', 'which day; default: yesterday')
    .option('--mode <mode>', 'which mode; default: the one traded in last')
    .option('--json', 'one JSON document')
    .action((options: ReportOptions) => printReport(context, options));
}

async function printReport(context: CommandContext, options: ReportOptions): Promise<void> {
  const { output, environment } = context;
  const { timeZone } = loadOwnConfig(environment).config.reports;
  const { day, mode } = options;
  const shown = await withSession(context, (session) =>
    findReport(session, { day, mode, timeZone, nowMs: Date.now() }),
  );
  if (options.json === true) output.json({ ...shown.report, standing: shown.standing });
  else output.print(dailyReportText(shown, output.terminal));
}
