import type { Command } from 'commander';
import type { CommandContext } from '../commandContext';
import type { Control } from '../../storage/controls';
import type { TradeId } from '../../domain/tradePlan';
import {
  parseScope,
  requireKnown,
  scopeText,
  type ControlScope,
  type KnownNames,
  type RawScope,
} from '../controlScope';
import { controlText, liftCommand } from '../controlText';
import { loadOwnConfig } from '../ownConfig';
import type { ControlVerb, Steering } from '../steering';
import { requireRightWord, requireTyped } from '../typedConfirmation';
import { UserError } from '../userError';
import { withSession } from '../withSession';

const RESUME_WORD = 'RESUME';

interface ControlOptions extends RawScope {
  readonly reason: string;
  /** Of `resume` alone. */
  readonly confirm?: string;
  readonly json?: boolean;
}

const MEANING: Readonly<Record<ControlVerb, string>> = {
  pause: 'no new risk; open trades keep hedging and settling',
  resume: 'lift a pause',
  kill: 'cancel, flatten and close open trades, and open no new ones',
};

const MEANING_DONE: Readonly<Record<ControlVerb, string>> = {
  pause: 'Paused',
  resume: 'Resumed',
  kill: 'Killed',
};

/** `pause`, `resume`, `kill`: by trade, strategy, venue or all, always with a reason. */
export function registerControls(program: Command, context: CommandContext): void {
  for (const verb of ['pause', 'resume', 'kill'] as const) {
    const command = program
      .command(verb)
      .description(MEANING[verb])
      .option('--trade <id>', 'one trade')
      .option('--strategy <name>', 'all trades of a strategy')
      .option('--venue <name>', 'all trades with a leg at a venue')
      .option('--all', 'everything')
      .requiredOption('--reason <text>', 'why, for the audit trail')
      .option('--json', 'one JSON document')
      .action((options: ControlOptions) => steer(verb, context, options));
    if (verb === 'resume')
      command.option(
        '--confirm <word>',
        `${RESUME_WORD}, for scripts: starts everything again after a shutdown or kill`,
      );
  }
}

async function steer(verb: ControlVerb, context: CommandContext, options: ControlOptions): Promise<void> {
  const scope = parseScope(options);
  const { reason, confirm } = options;
  requireRightWord({ word: RESUME_WORD, given: confirm });
  const { signalled, inForce } = await withSession(context, async ({ steering, controls }) => {
    requireKnown(scope, knownNames(context, await controls.inForce()));
    const told = await controlOf({ verb, scope, reason, confirm }, context, steering);
    return { signalled: told, inForce: await controls.inForce() };
  });
  if (options.json === true) context.output.json({ verb, scope, reason, signalled });
  else
    context.output.print(
      [
        `${MEANING_DONE[verb]} ${scopeText(scope)}; ${signalled.length} open ${signalled.length === 1 ? 'trade was' : 'trades were'} told.`,
        ...inForce.map(
          (control) => `In force: ${controlText(control)}. Lift it with: ${liftCommand(control)}`,
        ),
      ].join('\n'),
    );
}

interface Wish {
  readonly verb: ControlVerb;
  readonly scope: ControlScope;
  readonly reason: string;
  readonly confirm: string | undefined;
}

/** Sets the control; starting again after a shutdown or kill of everything needs the typed word. @throws UserError with nothing changed */
async function controlOf(
  { verb, scope, reason, confirm }: Wish,
  context: CommandContext,
  steering: Steering,
): Promise<TradeId[]> {
  if (scope.kind !== 'all' || verb === 'kill') return steering.control(verb, scope, reason);
  const told = await steering.ease(verb, reason);
  if (told !== undefined) return told;
  if (verb === 'pause')
    throw new UserError({
      problem: 'Everything is shut down or killed, which is more than a pause',
      remedy: `Nothing was changed; \`holdfast health\` shows who did it and why`,
    });
  await requireTyped(context, {
    word: RESUME_WORD,
    given: confirm,
    meaning: 'start trading again after a shutdown or kill of everything',
  });
  return steering.control(verb, scope, reason);
}

/** What is configured, and what a control is in force for: that can be lifted even when it left the configuration. */
function knownNames({ environment }: CommandContext, inForce: readonly Control[]): KnownNames {
  const { strategies, venues } = loadOwnConfig(environment).config;
  const held = (scope: Control['scope']) =>
    inForce.filter((control) => control.scope === scope).map(({ key }) => key);
  return {
    strategy: [...new Set([...Object.keys(strategies), ...held('strategy')])],
    venue: [...new Set([...Object.keys(venues), ...held('venue')])],
  };
}
