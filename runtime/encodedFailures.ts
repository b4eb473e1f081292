import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Failures whose message and stack trace travel as a payload, so that the codec covers them. Temporal loads this file by its path; the
 * workflow bundle for encrypted payloads holds it too.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
