/*
 * A trades worker as a process of its own, to be killed: `mortalWorker.ts <address> <namespace> <queue> <bundle> <log> [step to die in]`.
 * Its steps write their name to the log before they answer; in the named step the process kills itself instead, as a crash would.
 */
import { appendFileSync } from 'node:fs';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { TradeSteps } from '../../domain/lifecycle/steps';
import { temporalConverter } from '../../runtime/temporalConverter';
import { createTradesWorker } from '../../workers/tradesWorker';
import { scriptedSteps } from '../lifecycle/scriptedSteps';
import { found, MATCHED } from '../lifecycle/stepResults';

const [address = '', namespace = '', taskQueue = '', codePath = '', log = '', deadly = ''] =
  process.argv.slice(2);

function mortal(): TradeSteps {
  const { steps } = scriptedSteps(
    { openLegs: [found(MATCHED, { watched: ['hf-2'] })] },
    { paused: false, kill: undefined, shutdown: undefined },
  );
  function enter(step: string): void {
    appendFileSync(log, `${step}\n`);
    if (step === deadly) process.kill(process.pid, 'SIGKILL');
  }
  return {
    ...steps,
    openLegs: (plan, transitions) => {
      enter('openLegs');
      return steps.openLegs(plan, transitions);
    },
    collectFills: (request) => {
      enter('collectFills');
      return steps.collectFills(request);
    },
    bookResult: (request) => {
      enter('bookResult');
      return steps.bookResult(request);
    },
  };
}

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address });
  const worker = await createTradesWorker({
    connection,
    namespace,
    dataConverter: temporalConverter([]),
    taskQueue,
    workflowBundle: { codePath },
    steps: mortal(),
  });
  await worker.run();
  await connection.close();
}

void main();
