import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../config/schema';
import { dataFolder } from '../../runtime/dataFolder';
import { venueAdapter } from '../../venues/registry';
import { payloadConverter } from '../../workers/payloadConverter';
import { venueSettings } from '../../workers/venueSettings';
import { chosenStrategies } from '../chosenStrategies';
import type { CommandContext } from '../commandContext';
import { parseDurationMs } from '../duration';
import { EXIT } from '../exitCodes';
import { chooseGuardPorts } from '../guardPorts';
import { startLocalStack } from '../localStack';
import { tradingProcesses } from '../ownProcesses';
import { pause } from '../../runtime/pause';
import { openSession } from '../session';
import { unlockedConfig } from '../unlockedConfig';
import { UserError } from '../userError';

interface UpOptions {
  readonly paper?: boolean;
  readonly for?: string;
  readonly strategy?: string[];
}

const PROBE_MS = 3_000;
/** The longest wait that a timer takes; then it waits again. */
const LONG_MS = 86_400_000;

/** `up`: the processes on the feeds of the configuration, until Ctrl-C. */
export function registerUp(program: Command, context: CommandContext): void {
  program
    .command('up')
    .description(
      'run on the feeds of the configuration; paper is the default, and no version places real orders yet',
    )
    .option('--paper', 'paper, whatever the configuration says')
    .option('--for <time>', 'end after this time, for example 2h')
    .option('--strategy <name...>', 'run only these strategies, by name or kind')
    .action((options: UpOptions) => up(context, options));
}

async function up(context: CommandContext, options: UpOptions): Promise<void> {
  const { output, stop } = context;
  const forMs = options.for === undefined ? Infinity : parseDurationMs('--for', options.for);
  const environment =
    options.paper === true ? { ...context.environment, HOLDFAST__MODE: 'paper' } : context.environment;
  const { config, vaultVariables } = await unlockedConfig({ ...context, environment });
  const env = {
    ...vaultVariables,
    HOLDFAST__MODE: config.mode,
    ...chosenStrategies(config.strategies, options.strategy ?? []),
  };
  await requireVenues(config);
  output.print(`Mode ${config.mode}: ${MODE_SAID_ALOUD[config.mode]}.`);
  const folder = join(dataFolder(environment), 'up');
  const stack = await startLocalStack({
    command: 'up',
    folder,
    config,
    environment,
    progress: output.progress,
  });
  const session = openSession(stack.addresses, 'up', payloadConverter(config));
  try {
    const { addresses, serviceNames: dependsOn } = stack;
    const guardPorts = await chooseGuardPorts(folder);
    const { heartbeats } = session;
    await stack.run(tradingProcesses({ folder, addresses, heartbeats, env, dependsOn, guardPorts }));
    output.print(
      `Running. Temporal Web UI: ${addresses.temporalUiUrl ?? 'of the given server'}. Ctrl-C ends it; open trades go on at the next start.`,
    );
    await pauseLong(forMs, stop);
  } finally {
    await session.close();
    output.progress('Stopping everything in order.');
    await stack.stop();
  }
}

const MODE_SAID_ALOUD: Readonly<Record<Config['mode'], string>> = {
  simulator: 'simulated venues, no outside network',
  paper: 'real market data, orders to simulated venues; no real order is posted',
  'dry-run': 'orders are built and signed, never posted',
  testnet: "orders go to the venues' test environments",
  live: 'real orders',
};

/** Every venue has keys, and what takes our orders answers; asked before anything is started. @throws ConfigError, UserError */
async function requireVenues(config: Config): Promise<void> {
  for (const { adapter, endpoints } of venueSettings(config, venueAdapter)) {
    const answer = await fetch(endpoints.restUrl, { signal: AbortSignal.timeout(PROBE_MS) }).catch(
      () => undefined,
    );
    if (answer === undefined)
      throw new UserError({
        problem: `${adapter.venue} does not answer at ${endpoints.restUrl}`,
        remedy: `Start what should answer there, or correct the address; \`holdfast demo\` needs neither keys nor network`,
        exitCode: EXIT.notRunning,
      });
  }
}

/** A timer counts in 32 bits. */
async function pauseLong(ms: number, stop: AbortSignal): Promise<void> {
  const untilMs = Date.now() + ms;
  while (!stop.aborted && Date.now() < untilMs) await pause(Math.min(LONG_MS, untilMs - Date.now()), stop);
}
