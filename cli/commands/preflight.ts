import { networkInterfaces } from 'node:os';
import type { Command } from 'commander';
import type { Config } from '../../config/schema';
import { systemClock } from '../../runtime/clock';
import { createLogger } from '../../runtime/logger';
import { venueAdapter } from '../../venues/registry';
import { payloadConverter } from '../../workers/payloadConverter';
import { enabledVenues } from '../../workers/venueSettings';
import type { CommandContext } from '../commandContext';
import { preflightExitCode, type Check } from '../preflight/check';
import { preflightTarget } from '../preflight/preflightTarget';
import { countsOf, preflightText } from '../preflight/preflightText';
import { readVenue } from '../preflight/readVenue';
import { runChecks, type ChecksDeps } from '../preflight/runChecks';
import { withoutSecrets } from '../preflight/withoutSecrets';
import { openSession } from '../session';
import { unlockedConfig } from '../unlockedConfig';
import { UserError } from '../userError';
import { findAddresses } from '../withSession';

/** `preflight`: is everything ready to trade in the configured mode, and what to do about what is not. Changes nothing anywhere. */
export function registerPreflight(program: Command, context: CommandContext): void {
  program
    .command('preflight')
    .description('each latch, account, permission, balance, clock, limit and dependency, and what to do')
    .option('--json', 'one JSON document')
    .action((options: { json?: boolean }) => preflight(context, options.json ?? false));
}

async function preflight(context: CommandContext, json: boolean): Promise<void> {
  const { output } = context;
  const { environment, folder: stack } = preflightTarget(context.environment);
  const { config } = await unlockedConfig({ ...context, environment });
  const checks = withoutSecrets(await checksOf(config, environment), config);
  const report = { mode: config.mode, stack, checks };
  if (json) output.json({ mode: config.mode, stack: stack ?? null, counts: countsOf(checks), checks });
  else output.print(preflightText(report));
  context.setExitCode(preflightExitCode(checks));
}

async function checksOf(config: Config, environment: CommandContext['environment']): Promise<Check[]> {
  const stack = stackOf(config, environment);
  try {
    return await runChecks({
      config,
      stack,
      readVenues: () => readVenues(config),
      ownAddresses: ownAddresses(),
      nowMs: systemClock.nowMs(),
    });
  } finally {
    if (stack.kind === 'session') await stack.session.close();
  }
}

function stackOf(config: Config, environment: CommandContext['environment']): ChecksDeps['stack'] {
  try {
    const session = openSession(findAddresses(environment), 'preflight', payloadConverter(config));
    return { kind: 'session', session };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const named = { group: 'dependency', name: 'stack', state: 'fail', why: 'unreachable' } as const;
    return { kind: 'absent', check: { ...named, found: error.problem, remedy: error.remedy } };
  }
}

function readVenues(config: Config) {
  const logger = createLogger({ module: 'preflight', level: 'silent' });
  const asked = { config, clock: systemClock, logger };
  return Promise.all(
    enabledVenues(config).map((venue) => readVenue({ ...asked, adapter: venueAdapter(venue) })),
  );
}

/** Addresses by which other machines may see this one. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .flatMap(({ internal, address }) => (internal || address.startsWith('fe80:') ? [] : [address]));
