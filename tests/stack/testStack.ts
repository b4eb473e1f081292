import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { startChaosStack, type ChaosStack, type ChaosStackRequest } from '../../cli/chaos/stack/chaosStack';
import { until } from '../../cli/chaos/stack/until';
import type { Session } from '../../cli/session';
import { brokenPromises } from '../../cli/chaos/judging/brokenPromises';

export type StackWish = Pick<ChaosStackRequest, 'market' | 'variables' | 'payloadKeys'>;

/** A stack with what tests ask of it. */
export interface TestStack extends ChaosStack {
  /** Lets trades open again after a verdict. */
  resume(): Promise<void>;
  /** Ends the opening of trades, waits until none is open and looks what is broken; trading stays paused. */
  verdict(): Promise<string[]>;
}

const PAUSE = { scope: 'global', key: '', state: 'paused', reason: 'the test looks', setBy: 'test' } as const;
/** Stuck is who makes no progress for so long. */
const STUCK_AFTER_MS = 30_000;

/** Starts a stack of its own: services, simulated venues, operations, trader; all ready and trading when it resolves. */
export async function startTestStack(wish: StackWish = {}): Promise<TestStack> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const stack = await startChaosStack({ ...wish, folder: newFolder(), progress });
  const { session } = stack;
  return {
    ...stack,
    resume: () => session.controls.set({ ...PAUSE, state: 'running' }),
    async verdict() {
      await endTrading(session);
      return settledVerdict(() => brokenPromises(stack));
    },
  };
}

/** Below the run's folder, whose teardown also stops what a failed test has left. */
export function newFolder(): string {
  const run = process.env['HOLDFAST_TEST_SERVICES'];
  if (run === undefined)
    throw new Error('HOLDFAST_TEST_SERVICES is not set: run by jest --selectProjects integration');
  chmodSync(run, 0o711); // PostgreSQL runs as another user when the tests run as root
  mkdirSync(run, { recursive: true });
  const folder = mkdtempSync(join(run, 'stack-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** No new risk, then nothing open: the cut on which venues and ledger can be compared. */
async function endTrading({ controls, reports }: Session): Promise<void> {
  await until('the pause', async () => {
    await controls.set(PAUSE);
    return true;
  });
  await until(
    'every trade to close',
    async () => ((await reports.list({ limit: 1_000, openOnly: true })).length === 0 ? true : undefined),
    STUCK_AFTER_MS,
  ).catch(() => undefined); // the verdict names the trades that are stuck
}

/** A late event may still be on its way to the books: what stays for ten seconds is a difference. */
async function settledVerdict(look: () => Promise<string[]>): Promise<string[]> {
  let latest: string[] = ['no verdict could be read'];
  const settled = until(
    'a clean verdict',
    async () => {
      latest = await look();
      return latest.length === 0 ? latest : undefined;
    },
    10_000,
  );
  return settled.catch(() => latest);
}
