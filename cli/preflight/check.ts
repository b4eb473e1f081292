import { EXIT, type ExitCode } from '../exitCodes';

/** What a check is about; checks are printed in this order. */
export const CHECK_GROUPS = [
  'latch',
  'dependency',
  'stop',
  'account',
  'permission',
  'clock',
  'balance',
  'limit',
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

interface Named {
  readonly group: CheckGroup;
  readonly name: string;
  /** What was found, in words. */
  readonly found: string;
}

/** `off` = not on, and not needed in this mode. A failure is either something that can't be asked, or an answer that is not good enough. */
export type Check = Named &
  (
    | { readonly state: 'pass' | 'off' }
    | { readonly state: 'warn'; readonly remedy: string }
    | { readonly state: 'fail'; readonly remedy: string; readonly why: 'unreachable' | 'unfit' }
  );
export type CheckState = Check['state'];

/** Something read from outside, or why it could not be. */
export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  /** The other side answered, with a refusal. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

/** 3 outranks 4: what could not be asked may hide more. */
export function preflightExitCode(checks: readonly Check[]): ExitCode {
  const failures = checks.flatMap((check) => (check.state === 'fail' ? [check.why] : []));
  if (failures.includes('unreachable')) return EXIT.notRunning;
  return failures.length > 0 ? EXIT.configuration : EXIT.ok;
}
