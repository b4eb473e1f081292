/*
 * Records one history per branch of the trade's workflow into tests/replay/histories/<version>/. Run by hand after a change that
 * `patched` covers, under a new version; old versions stay and must go on replaying:
 *   node -r ./tests/runTypeScript.cjs tests/replay/recordHistories.ts <version>
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import { scriptedSteps } from '../lifecycle/scriptedSteps';
import { awayAtFirst, createGate, finalOnceUnwound, openingAfter } from '../lifecycle/troubledSteps';
import { openDesk, startTemporalServer, workflowBundle } from '../workflows/temporalServer';
import { BRANCHES, type Branch } from './branches';

async function record(env: TestWorkflowEnvironment, bundle: WorkflowBundle, branch: Branch): Promise<string> {
  const { steps } = scriptedSteps(branch.script, { paused: false, kill: undefined, shutdown: undefined });
  const signalled = createGate();
  if (branch.duringOpening !== true) signalled.open();
  const troubled = awayAtFirst(finalOnceUnwound(steps), branch.awayTimes ?? 0);
  const desk = await openDesk(env, bundle, openingAfter(troubled, signalled.opened));
  return desk.worker.runUntil(async () => {
    const plan = await desk.start({ tradeId: `spread/${branch.name}/0/1`, ...branch.overrides });
    const handle = env.client.workflow.getHandle(plan.tradeId);
    if (branch.signal !== undefined) await handle.signal(branch.signal, branch.argument);
    signalled.open();
    await handle.result();
    return withoutTraces(historyToJSON(await handle.fetchHistory()));
  });
}

/** A stored history names no machine: process identities and stack traces are of no use to a replay. */
function withoutTraces(json: string): string {
  const anonymous = (key: string, value: unknown): unknown => {
    if (key === 'identity') return 'recorder';
    return key === 'stackTrace' ? '' : value;
  };
  return `${JSON.stringify(JSON.parse(json, anonymous), null, 1)}\n`;
}

async function main(): Promise<void> {
  const version = process.argv[2];
  if (version === undefined) throw new Error('name the version: recordHistories.ts v1');
  const folder = join('tests', 'replay', 'histories', version);
  await mkdir(folder, { recursive: true });
  const [env, bundle] = await Promise.all([startTemporalServer(), workflowBundle()]);
  try {
    for (const branch of BRANCHES) {
      await writeFile(join(folder, `${branch.name}.json`), await record(env, bundle, branch));
    }
  } finally {
    await env.teardown();
  }
}

void main();
