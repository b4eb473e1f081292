import { CHAOS_MARKET, CHAOS_VENUES } from '../chaos/chaosMarket';
import { chaosReport } from '../chaos/chaosReport';
import { openChaosFolder } from '../chaos/chaosFolder';
import { drawRound } from '../chaos/rounds/drawRound';
import { openChaosRun, roundDetails, roundLine, type ChaosRun } from '../chaos/rounds/runRounds';
import { startChaosStack, type ChaosStack } from '../chaos/stack/chaosStack';
import { STACK_SYMBOLS } from '../chaos/stack/stackProcesses';
import { payloadConverter } from '../../workers/payloadConverter';
import { chosenStrategies } from '../chosenStrategies';
import { loadOwnConfig } from '../ownConfig';
import type { Variables } from '../ownProcesses';
import { forgetRunningStack, writeRunningStack } from '../runningStack';
import { progressLine } from '../startProgress';
import { judgeRun } from './judgeRun';
import type { DemoOptions } from './demoOptions';
import type { DemoChaos, DemoStack } from './runDemo';
import type { DemoRequest } from './startDemoStack';

/** The demo on a stack of its own, with data of this run alone, whose processes may be harmed. */
export async function startChaosDemo({ options, environment, progress }: DemoRequest): Promise<DemoStack> {
  const folder = await openChaosFolder(environment, 'demo-chaos');
  const { config } = loadOwnConfig({ ...environment, HOLDFAST__MODE: 'simulator' });
  const strategies = chosenStrategies(config.strategies, options.strategies);
  const stack = await startChaosStack({
    folder,
    market: { ...CHAOS_MARKET, seed: String(options.seed), fees: options.fees },
    variables: { ...chosenVariables(options), ...strategies },
    payloadKeys: config.temporal.payloadKeys.map((key) => key.reveal()),
    progress,
  });
  const { addresses } = stack.session;
  const announced = {
    ...addresses,
    mode: config.mode,
    venues: stack.venues,
    symbols: [...STACK_SYMBOLS],
  };
  writeRunningStack(folder, { command: 'demo', pid: process.pid, startedAtMs: Date.now(), ...announced });
  const run = await openChaosRun(stack);
  return {
    addresses,
    dataConverter: payloadConverter(config),
    judge: ({ ledger }, sinceMs) => judgeRun({ judgeLogPath: stack.judgeLogPath, ledger }, sinceMs),
    chaos: demoChaos(run, stack, String(options.seed)),
    async stop() {
      run.stop();
      forgetRunningStack(folder);
      await stack.stop();
    },
  };
}

function chosenVariables({ minNetBps, opening }: DemoOptions): Variables {
  return {
    ...(minNetBps === undefined ? {} : { HOLDFAST__STRATEGIES__SPREAD__MIN_NET_BPS: minNetBps }),
    ...(opening === undefined ? {} : { HOLDFAST__OPENING: opening }),
  };
}

function demoChaos(run: ChaosRun, { processes, supervisor }: ChaosStack, seed: string): DemoChaos {
  let last = 'no round yet';
  return {
    async run(say, ended) {
      const stopTelling = supervisor.onEvent((event) => {
        const line = progressLine(event);
        if (line !== undefined) say(line);
      });
      for (let index = 1; !ended.aborted; index++) {
        const round = drawRound({ seed, index, processes: processes.names, venues: CHAOS_VENUES });
        const result = await run.play(round);
        last = roundLine(result, undefined);
        say(last);
        for (const line of roundDetails(result)) say(line);
      }
      stopTelling();
    },
    lines: () => [processesText(supervisor.status()), last],
    async report() {
      await run.settle();
      return chaosReport(run.totals());
    },
  };
}

/** `postgres ready · trader restarting (3 restarts)`. */
function processesText(all: ReturnType<ChaosStack['supervisor']['status']>): string {
  return all
    .map(({ name, state, restarts }) => `${name} ${state}${restarts === 0 ? '' : ` (${restarts} restarts)`}`)
    .join(' · ');
}
