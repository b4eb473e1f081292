import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { ZodError } from 'zod';

/**
 * The only place where our errors become Temporal's. Steps answer with results for what venues and limits say, so what arrives here is an
 * outage or a bug; both are retried: the outage ends, and a fixed build takes the trade on. An outage is no error of this program (BENIGN).
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof ApplicationFailure || !(error instanceof Error)) return error;
  if (error instanceof ZodError) {
    const message = error.issues.map(({ path, message: text }) => `${path.join('.')}: ${text}`).join('; ');
    return ApplicationFailure.create({
      type: 'InvalidStepInput',
      message,
      cause: error,
    });
  }
  return ApplicationFailure.create({
    type: error.name,
    message: error.message,
    ...(isOutage(error) ? { category: ApplicationFailureCategory.BENIGN } : {}),
    cause: error,
  });
}

const OUTAGE_CODES = /^(ECONN|EPIPE|ETIMEDOUT|EAI_|ENOTFOUND|08|57P|53)/;

/** Connection errors of Node and the PostgreSQL classes 08, 53 and 57P (connection, resources, shutdown), also one cause down. */
function isOutage(error: Error): boolean {
  return [error, error.cause].some(
    (link) =>
      link instanceof Error &&
      'code' in link &&
      typeof link.code === 'string' &&
      OUTAGE_CODES.test(link.code),
  );
}

/** Applies `toFailure` to everything that an activity throws. */
export const failureInterceptor = (): { inbound: ActivityInboundCallsInterceptor } => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        throw toFailure(error);
      }
    },
  },
});
