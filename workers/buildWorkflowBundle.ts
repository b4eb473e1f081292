import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Bundles the workflow code below `workflowsPath` into `bundlePath`; without a source map it is a third of the size. */
export async function buildWorkflowBundle(workflowsPath: string, bundlePath: string): Promise<void> {
  const code = await bundleWorkflows(workflowsPath);
  await writeFile(bundlePath, code);
}

/** The bundle's code, for tests that build it once and keep it in memory. */
export async function bundleWorkflows(workflowsPath: string): Promise<string> {
  const bundle = await bundleWorkflowCode({ workflowsPath });
  return bundle.code.replace(/\n\/\/# sourceMappingURL=data:[^\n]*\s*$/, '\n');
}
