import { join } from 'node:path';
import { dataFolder } from '../../runtime/dataFolder';
import { JUDGE_LOG_FILE } from '../../simulator/startSimulator';
import { payloadConverter } from '../../workers/payloadConverter';
import { chosenStrategies } from '../chosenStrategies';
import type { CommandContext } from '../commandContext';
import { chooseGuardPorts } from '../guardPorts';
import { startLocalStack } from '../localStack';
import { loadOwnConfig } from '../ownConfig';
import { tradingProcesses } from '../ownProcesses';
import { openSession } from '../session';
import type { DemoOptions } from './demoOptions';
import { judgeRun } from './judgeRun';
import type { DemoStack } from './runDemo';
import { planSimulator, SIMULATOR } from './simulatorStack';
import { RECORDED_SYMBOLS, tradingVariables } from './tradingVariables';

export interface DemoRequest {
  readonly options: DemoOptions;
  readonly environment: CommandContext['environment'];
  readonly progress: (line: string) => void;
}

/** The recording has markets of its own, so it has accounts, books and a database of its own. */
const FOLDER_OF_MARKET = { synthetic: 'demo', replay: 'demo-replay' } as const;

/** Services, simulated venues, operations and trader, in this order; survivors of an earlier demo are adopted. */
export async function startDemoStack({ options, environment, progress }: DemoRequest): Promise<DemoStack> {
  const folder = join(dataFolder(environment), FOLDER_OF_MARKET[options.market]);
  const { config } = loadOwnConfig({ ...environment, HOLDFAST__MODE: 'simulator' });
  const strategies = chosenStrategies(config.strategies, options.strategies);
  const stack = await startLocalStack({ command: 'demo', folder, config, environment, progress });
  const session = openSession(stack.addresses, 'demo', payloadConverter(config));
  try {
    const simulator = await planSimulator({ folder, options, progress });
    const trading = tradingProcesses({
      folder,
      addresses: stack.addresses,
      heartbeats: session.heartbeats,
      env: { ...tradingVariables(options, simulator.venues), ...strategies },
      dependsOn: [...stack.serviceNames, SIMULATOR],
      guardPorts: await chooseGuardPorts(folder),
    });
    await stack.run([simulator.spec, ...trading], {
      simulatorAdminUrl: simulator.adminUrl,
      ...(options.market === 'replay' ? { symbols: RECORDED_SYMBOLS } : {}),
      venues: Object.fromEntries([...simulator.venues].map(([venue, { endpoints }]) => [venue, endpoints])),
    });
    return {
      addresses: stack.addresses,
      dataConverter: payloadConverter(config),
      judge: ({ ledger }, sinceMs) =>
        judgeRun({ judgeLogPath: join(folder, JUDGE_LOG_FILE), ledger }, sinceMs),
      stop: () => stack.stop(),
    };
  } catch (error) {
    await stack.stop();
    throw error;
  } finally {
    await session.close();
  }
}
