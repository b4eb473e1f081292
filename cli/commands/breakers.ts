import type { Command } from 'commander';
import { BREAKER_NAMES, type BreakerName } from '../../domain/risk/breakerNames';
import { breakersText } from '../breakers/breakerTable';
import type { CommandContext } from '../commandContext';
import { loadOwnConfig } from '../ownConfig';
import type { Mode } from '../../domain/mode';
import type { Session } from '../session';
import { UserError } from '../userError';
import { withSession } from '../withSession';

interface ListOptions {
  readonly json?: boolean;
}

interface ResetOptions extends ListOptions {
  readonly scope?: string;
  readonly by: string;
  readonly reason: string;
}

/** `breakers [list] | reset <name>`: what may stop trading, what has, and the operator's way back. */
export function registerBreakers(program: Command, context: CommandContext): void {
  const breakers = program
    .command('breakers')
    .description('breakers: value against threshold, what is stopped');
  breakers
    .command('list', { isDefault: true })
    .description('every breaker, the tripped ones first, and the risk states')
    .option('--json', 'one JSON document')
    .action((options: ListOptions) => list(context, options));
  breakers
    .command('reset <name>')
    .description('arm a tripped breaker again; what it counts, it counts anew from then on')
    .option('--scope <key>', 'only that of one venue, strategy or pair')
    .requiredOption('--by <name>', 'who resets it, for the audit trail')
    .requiredOption('--reason <text>', 'why it may be armed again, for the audit trail')
    .option('--json', 'one JSON document')
    .action((name: string, options: ResetOptions) => reset(context, name, options));
}

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  const { output, environment } = context;
  const { config } = loadOwnConfig(environment);
  const overview = await withSession(context, async (session) => {
    const { breakerReports } = session;
    const mode = await modeOf(session, config.mode);
    const [breakers, riskStates] = await Promise.all([
      breakerReports.list(mode),
      breakerReports.riskStates(mode),
    ]);
    return { mode, breakers, riskStates };
  });
  if (options.json === true) output.json(overview);
  else
    output.print(
      breakersText({ ...overview, drawdown: config.breakers.drawdown, nowMs: Date.now() }, output.terminal),
    );
}

async function reset(context: CommandContext, name: string, options: ResetOptions): Promise<void> {
  const { output, environment } = context;
  const { config } = loadOwnConfig(environment);
  const known = knownName(name);
  const [by, reason] = [said('--by', options.by), said('--reason', options.reason)];
  const done = await withSession(context, async (session) => {
    const mode = await modeOf(session, config.mode);
    return session.breakers.reset({ mode, name: known, key: options.scope ?? null, by, reason });
  });
  if (done.length === 0)
    throw new UserError({
      problem: `No breaker ${name}${options.scope === undefined ? '' : ` of ${options.scope}`} is tripped`,
      remedy: '`holdfast breakers` shows what is',
    });
  if (options.json === true) output.json({ reset: done, by, reason });
  else
    for (const { key, action } of done) {
      const after =
        action === 'emergency-shutdown'
          ? ' The shutdown it set stays in force: holdfast resume --all --reason "…"'
          : '';
      output.print(`Armed again: ${known}${key === '' ? '' : ` of ${key}`}.${after}`);
    }
}

/** Breakers never mix modes: those of the processes that run are meant. */
const modeOf = async ({ breakerReports }: Session, configured: Mode): Promise<Mode> =>
  (await breakerReports.runningMode()) ?? configured;

function knownName(name: string): BreakerName {
  const known = BREAKER_NAMES.find((each) => each === name);
  if (known !== undefined) return known;
  throw new UserError({
    problem: `There is no breaker "${name}"`,
    remedy: `Choose among ${BREAKER_NAMES.join(', ')}`,
  });
}

function said(flag: string, text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new UserError({
    problem: `${flag} is empty`,
    remedy: 'A reset stands in the audit trail: say who and why',
  });
}
