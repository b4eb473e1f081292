import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import { loadOwnConfig } from '../ownConfig';
import { withSession } from '../withSession';

interface GateOptions {
  readonly reason: string;
  readonly json?: boolean;
}

/** `gate on | off`: the recorded reason without which the intelligence gate, latch 6 to real money, can't be off. */
export function registerGate(program: Command, context: CommandContext): void {
  const gate = program
    .command('gate')
    .description('the intelligence gate, one of the latches to real money: record why it may be off');
  for (const [verb, meaning] of [
    ['off', 'record the reason; it takes INTELLIGENCE_GATE_ENABLED=false as well'],
    ['on', 'take that reason back: the gate is on, whatever the configuration says'],
  ] as const)
    gate
      .command(verb)
      .description(meaning)
      .requiredOption('--reason <text>', 'why, for the audit trail')
      .option('--json', 'one JSON document')
      .action((options: GateOptions) => switchGate(context, verb, options));
}

async function switchGate(
  context: CommandContext,
  verb: 'on' | 'off',
  { reason, json }: GateOptions,
): Promise<void> {
  const { output, environment } = context;
  const configured = loadOwnConfig(environment).config.latches.intelligenceGateEnabled;
  await withSession(context, ({ settings, operator }) => {
    const change = { reason, setBy: operator };
    return verb === 'off' ? settings.allowGateOff(change) : settings.forbidGateOff(change);
  });
  if (json === true) output.json({ gate: verb, reason, configuredOn: configured });
  else
    output.print(verb === 'on' ? 'The gate is on; its reason to be off is taken back.' : offText(configured));
}

const offText = (configuredOn: boolean): string =>
  configuredOn
    ? 'Recorded. The gate is still on: it is off only with INTELLIGENCE_GATE_ENABLED=false too.'
    : 'Recorded. Live trades need no second computation until `holdfast gate on`; this version trades no real money.';
