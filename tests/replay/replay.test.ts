import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../workers/buildWorkflowBundle';
import { BRANCHES } from './branches';

jest.setTimeout(60_000);

const HISTORIES = join(__dirname, 'histories');
const versions = readdirSync(HISTORIES);
const stored = versions.flatMap((version) =>
  readdirSync(join(HISTORIES, version)).map((file) => ({ version, file })),
);

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

/** Names of the stored histories that the bundle does not replay. */
async function brokenBy(code: string): Promise<string[]> {
  const histories = stored.map(({ version, file }) => ({
    workflowId: `${version}/${file}`,
    history: historyFromJSON(JSON.parse(readFileSync(join(HISTORIES, version, file), 'utf8'))),
  }));
  const broken: string[] = [];
  const options = { workflowBundle: { code }, replayName: 'stored histories' };
  for await (const result of Worker.runReplayHistories(options, histories)) {
    if (result.error !== undefined) broken.push(result.workflowId);
  }
  return broken;
}

describe('stored histories', () => {
  it('exist for every branch of the newest version', () => {
    const newest = versions.toSorted().at(-1);
    const names = stored.filter(({ version }) => version === newest).map(({ file }) => file);

    expect(names.toSorted()).toEqual(BRANCHES.map(({ name }) => `${name}.json`).toSorted());
  });

  it('replay on the code of today', async () => {
    expect(await brokenBy(await bundleWorkflows(require.resolve('../../workflows')))).toEqual([]);
  });

  it('do not replay on a workflow that was changed without a patch', async () => {
    const broken = await brokenBy(await bundleWorkflows(require.resolve('./brokenWorkflows')));

    expect(broken).toHaveLength(stored.length);
  });
});
