import { join } from 'node:path';
import { STACK_SYMBOLS } from '../../cli/chaos/stack/stackProcesses';
import { until } from '../../cli/chaos/stack/until';
import { knownDemoKeys } from '../../cli/demo/demoKeys';
import { limitKeys } from '../../domain/limitKeys';
import { readLimits } from '../../storage/limits';
import { canariesIn } from '../security/leaks';
import { startTestStack, type TestStack } from '../stack/testStack';
import { holdfast, type CommandResult } from './holdfastCommand';

jest.setTimeout(180_000);

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
  await until('limits that let trades open', isEquityKnown);
});
afterAll(() => stack.stop());

/** Until equity is known, which takes balances and prices, each limit is 0. */
async function isEquityKnown(): Promise<true | undefined> {
  const limits = await readLimits(stack.database);
  return limits.some(({ key, limit }) => key === limitKeys.capital && Number(limit) > 0) ? true : undefined;
}

function preflight(...args: string[]): Promise<CommandResult> {
  const { addresses } = stack.session;
  const environment = {
    ...stack.tradingVariables,
    HOLDFAST__SYMBOLS: JSON.stringify(STACK_SYMBOLS),
    DATABASE_URL: addresses.databaseUrl,
    REDIS_URL: addresses.redisUrl ?? '',
    TEMPORAL_ADDRESS: addresses.temporalAddress,
  };
  return holdfast(['preflight', ...args], { home: join(stack.folder, 'home'), environment });
}

/** The secrets of both roles at both venues. */
const canaries = () =>
  new Map(
    [...knownDemoKeys(stack.folder)].flatMap(([venue, keys]) =>
      Object.entries(keys).flatMap(([role, { apiKey, apiSecret }]) => [
        [`${venue} ${role} key`, apiKey] as const,
        [`${venue} ${role} secret`, apiSecret] as const,
      ]),
    ),
  );

describe('a pre-flight check beside a stack that trades', () => {
  it('finds nothing that fails, both roles at both venues, and shows no key', async () => {
    const { stdout, stderr, exitCode } = await preflight();
    expect(stdout.match(/^ {2}fail .*$/gm) ?? []).toEqual([]);
    for (const venue of ['binance', 'bybit'])
      for (const role of ['trader', 'guard'])
        expect(stdout).toMatch(new RegExp(`pass {2}${venue} ${role} withdraw +may not withdraw`));
    expect(exitCode).toBe(0);

    const json = await preflight('--json');
    expect(canaries().size).toBe(8);
    expect(canariesIn(stdout + stderr + json.stdout + json.stderr, canaries())).toEqual([]);
  });

  it('exits 3 and names Redis and what to do when it hangs', async () => {
    stack.processes.freeze('redis');
    const { stdout, exitCode } = await preflight().finally(() => {
      stack.processes.thaw('redis');
    });
    expect(stdout).toMatch(/fail {2}redis .*\n +→ start it, or correct REDIS_URL/);
    expect(exitCode).toBe(3);
  });
});
