import { readFileSync } from 'node:fs';
import { createLogger } from '../runtime/logger';
import { createShutdown } from '../runtime/shutdown';
import { parseSimulatorConfig, SimulatorConfigError, type SimulatorConfig } from './simulatorConfig';
import { startSimulator } from './startSimulator';

/**
 * The simulator as a process. Its configuration is the JSON file named by the first argument or HOLDFAST_SIMULATOR_CONFIG; the variable
 * may also hold the JSON itself. One line on stdout says when it is ready, with its addresses.
 */
async function main(): Promise<void> {
  const logger = createLogger({ module: 'simulator', level: process.env['LOG_LEVEL'] ?? 'info' });
  const shutdown = createShutdown({ logger, process });
  const simulator = await startSimulator(readConfig(), {
    logger,
    recordedDataFolder: process.env['HOLDFAST_RECORDED_DATA'],
  });
  shutdown.add({ name: 'simulator', stop: () => simulator.stop() });
  const { urls, adminUrl, judgeLogPath, sourceLabel } = simulator;
  logger.info({ event: 'simulator.ready', urls, adminUrl, judgeLogPath, source: sourceLabel });
}

/** @throws SimulatorConfigError */
function readConfig(): SimulatorConfig {
  return parseSimulatorConfig(readJson());
}

function readJson(): unknown {
  const given = process.argv[2] ?? process.env['HOLDFAST_SIMULATOR_CONFIG'];
  if (given === undefined)
    throw new SimulatorConfigError('name its file as the argument or in HOLDFAST_SIMULATOR_CONFIG');
  try {
    return JSON.parse(given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8'));
  } catch (error) {
    throw new SimulatorConfigError(error instanceof Error ? error.message : String(error), error);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
