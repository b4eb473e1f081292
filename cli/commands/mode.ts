import type { Command } from 'commander';
import { TRADING_MODES, type LatchSettings, type TradingMode } from '../../storage/settings';
import type { CommandContext } from '../commandContext';
import { requireRightWord, requireTyped } from '../typedConfirmation';
import { UserError } from '../userError';
import { withSession } from '../withSession';

interface ModeOptions {
  readonly reason?: string;
  readonly confirm?: string;
  readonly json?: boolean;
}

const LIVE: TradingMode = 'LIVE';

/** `mode`, `mode LIVE | PAPER`: latch 4 to real money, the trading mode that people switch at run time. */
export function registerMode(program: Command, context: CommandContext): void {
  program
    .command('mode')
    .description('the run-time trading mode, one of the latches to real money: show it, or set LIVE or PAPER')
    .argument('[mode]', 'LIVE or PAPER; without it, the mode is shown')
    .option('--reason <text>', 'why, for the audit trail')
    .option('--confirm <word>', `${LIVE}, for scripts; asked at a terminal otherwise`)
    .option('--json', 'one JSON document')
    .action((wanted: string | undefined, options: ModeOptions) =>
      wanted === undefined ? show(context, options) : set(context, wanted, options),
    );
}

async function show(context: CommandContext, { json }: ModeOptions): Promise<void> {
  const { tradingMode } = await withSession(context, ({ settings }) => settings.read());
  tell(context, tradingMode, json);
}

async function set(context: CommandContext, wanted: string, options: ModeOptions): Promise<void> {
  const value = knownMode(wanted);
  const reason = saidReason(options.reason);
  const { confirm: given } = options;
  requireRightWord({ word: LIVE, given });
  if (value === LIVE)
    await requireTyped(context, { word: LIVE, given, meaning: 'set the run-time trading mode to LIVE' });
  const { tradingMode } = await withSession(context, async ({ settings, operator }) => {
    await settings.setTradingMode({ value, reason, setBy: operator });
    return settings.read();
  });
  tell(context, tradingMode, options.json);
}

function tell({ output }: CommandContext, mode: LatchSettings['tradingMode'], json = false): void {
  const setAt = new Date(mode.setAtMs).toISOString();
  if (json) output.json({ mode: mode.value, setBy: mode.setBy, setAt });
  else output.print(`Trading mode ${mode.value}, set by ${mode.setBy} at ${setAt}. ${MEANING[mode.value]}`);
}

const MEANING: Readonly<Record<TradingMode, string>> = {
  LIVE: 'It is one latch of six and nothing becomes live by it: this version refuses `mode: live` in the configuration.',
  PAPER: 'No live order that adds risk begins.',
};

function knownMode(wanted: string): TradingMode {
  const known = TRADING_MODES.find((mode) => mode === wanted.toUpperCase());
  if (known !== undefined) return known;
  throw new UserError({
    problem: `There is no trading mode "${wanted}"`,
    remedy: `Choose ${TRADING_MODES.join(' or ')}`,
  });
}

function saidReason(reason = ''): string {
  if (reason.trim() !== '') return reason.trim();
  throw new UserError({ problem: '--reason is missing', remedy: 'Say why, for the audit trail' });
}
