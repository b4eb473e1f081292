import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** The SDK refuses a bundle without an inlined source map; an empty one is enough and keeps our paths out of the build. */
const EMPTY_SOURCE_MAP = { version: 3, file: 'workflow-bundle.js', sources: [], names: [], mappings: '' };

const MARK = '//# sourceMappingURL=data:';

/** Bundles the workflow code below `workflowsPath` into `bundlePath`. */
export async function buildWorkflowBundle(
  workflowsPath: string,
  bundlePath: string,
  options?: BundleOptions,
): Promise<void> {
  await writeFile(bundlePath, await bundleWorkflows(workflowsPath, options));
}

export interface BundleOptions {
  /** Failures of workflows travel as payloads, for workers that encrypt those. */
  readonly encodesFailures: boolean;
}

/** The bundle's code, a third of its size with the source map; for tests that build it once and keep it in memory. */
export async function bundleWorkflows(workflowsPath: string, options?: BundleOptions): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN'),
    ...(options?.encodesFailures === true
      ? { failureConverterPath: require.resolve('../runtime/encodedFailures') }
      : {}),
  });
  const end = code.lastIndexOf(MARK);
  const map = Buffer.from(JSON.stringify(EMPTY_SOURCE_MAP)).toString('base64');
  return `${end < 0 ? code : code.slice(0, end)}${MARK}application/json;base64,${map}\n`;
}
