import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { withSession } from '../withSession';

interface FreezeOptions {
  readonly reason: string;
  readonly json?: boolean;
}

/** `freeze on | off`: the one switch that stops everything at the venues, the guard's orders and cancels included. */
export function registerFreeze(program: Command, context: CommandContext): void {
  const freeze = program
    .command('freeze')
    .description(
      'stop or allow every request that changes anything at a venue, cancels and the guard included',
    );
  for (const [verb, frozen, meaning] of [
    ['on', true, 'nothing is sent and nothing cancelled from here on: open positions are left to the market'],
    ['off', false, 'requests may leave again; trades go on within ten seconds'],
  ] as const)
    freeze
      .command(verb)
      .description(meaning)
      .requiredOption('--reason <text>', 'why, for the audit trail')
      .option('--json', 'one JSON document')
      .action((options: FreezeOptions) => switchFreeze(context, frozen, options));
}

async function switchFreeze(
  { output, ...context }: CommandContext,
  frozen: boolean,
  { reason, json }: FreezeOptions,
): Promise<void> {
  const open = await withSession({ output, ...context }, async ({ freeze, reports, operator }) => {
    await freeze.set({ frozen, reason, setBy: operator });
    return (await reports.list({ limit: 10_000, openOnly: true })).length;
  });
  if (json === true) output.json({ frozen, reason, openTrades: open });
  else output.print(frozen ? frozenText(open) : `Lifted. ${open} open trades go on within ten seconds.`);
}

function frozenText(open: number): string {
  const left = `${open} open ${open === 1 ? 'trade is' : 'trades are'} left to the market, hedged or not`;
  return `Frozen: nothing leaves for any venue. ${left}. Lift it with: holdfast freeze off --reason "…"`;
}
