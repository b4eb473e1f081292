import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../config/schema';
import { dataFolder } from '../../runtime/dataFolder';
import { createLogger } from '../../runtime/logger';
import type { VenueEndpoints } from '../../venues/venueAdapter';
import type { CommandContext } from '../commandContext';
import { parseDurationMs } from '../duration';
import { EXIT } from '../exitCodes';
import { loadOwnConfig } from '../ownConfig';
import { pause } from '../../runtime/pause';
import { requireRunningStack } from '../runningStack';
import { openScan } from '../scan/scanMarket';
import { countReasons, opportunityText, reasonsText, spreadsText } from '../scan/scanText';
import { UserError } from '../userError';

interface ScanOptions {
  readonly for?: string;
  readonly json?: boolean;
  readonly demo?: boolean;
}

const DEFAULT_FOR_MS = 30_000;

/** `scan`: opportunities only. Needs no key and holds none. */
export function registerScan(program: Command, context: CommandContext): void {
  program
    .command('scan')
    .description('look for opportunities and trade nothing; needs no keys')
    .option('--for <time>', 'how long', '30s')
    .option('--demo', "the simulated venues of a running demo instead of the configuration's")
    .option('--json', 'one JSON object for each opportunity, and one with the spreads at the end')
    .action((options: ScanOptions) => scan(context, options));
}

async function scan(context: CommandContext, options: ScanOptions): Promise<void> {
  const { output, stop, environment } = context;
  const forMs = options.for === undefined ? DEFAULT_FOR_MS : parseDurationMs('--for', options.for);
  const { config } = loadOwnConfig(environment);
  const home = dataFolder(environment);
  const endpoints = options.demo === true ? demoVenues(home) : configuredVenues(config);
  output.progress(`Looking at ${Object.keys(endpoints).join(' and ')}: ${config.symbols.join(', ')}.`);
  const reasons = new Map<string, number>();
  const streams = await openScan({
    config,
    endpoints,
    logger: createLogger({ module: 'scan', level: config.log.level, file: join(home, 'logs', 'scan.log') }),
    onOpportunity: (found) => {
      if (options.json === true) output.json(found);
      else output.print(opportunityText(found));
    },
    onDiscovery: (discoveries) => {
      countReasons(reasons, discoveries);
    },
  });
  await pause(forMs, stop);
  const spreads = streams.statistics();
  await streams.stop();
  if (options.json === true) output.json({ spreads, refused: Object.fromEntries(reasons) });
  else output.print(`${spreadsText(spreads, output.terminal)}\n${reasonsText(reasons)}`);
}

function configuredVenues({ venues }: Config): Record<string, VenueEndpoints> {
  return Object.fromEntries(
    Object.entries(venues)
      .filter(([, venue]) => venue.enabled)
      .map(([name, { restUrl, publicWsUrl, privateWsUrl }]) => [
        name,
        { restUrl, publicWsUrl, privateWsUrl },
      ]),
  );
}

function demoVenues(home: string): Record<string, VenueEndpoints> {
  const { venues } = requireRunningStack([join(home, 'demo'), join(home, 'demo-replay')]);
  if (venues === undefined)
    throw new UserError({
      problem: 'The running stack has no simulated venues',
      remedy: 'Start `holdfast demo`',
      exitCode: EXIT.notRunning,
    });
  return venues;
}
