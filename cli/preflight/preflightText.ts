import type { Config } from '../../config/schema';
import { CHECK_GROUPS, type Check, type CheckGroup, type CheckState } from './check';

export interface PreflightReport {
  readonly mode: Config['mode'];
  /** Data folder of the stack that runs here; `undefined` where none is looked at. */
  readonly stack: string | undefined;
  readonly checks: readonly Check[];
}

const TITLES: Readonly<Record<CheckGroup, (mode: string) => string>> = {
  latch: (mode) => (mode === 'live' ? 'Latches to real money' : `Latches to real money (${mode} needs none)`),
  dependency: () => 'Processes and services',
  stop: () => 'In force',
  account: () => 'Venues and keys',
  permission: () => 'What the keys may do',
  clock: () => 'Clocks',
  balance: () => 'Balances',
  limit: () => 'Limits',
};

/** Every check with what was found, and below each that warns or fails what to do about it. */
export function preflightText({ mode, stack, checks }: PreflightReport): string {
  const nameWidth = Math.max(0, ...checks.map(({ name }) => name.length));
  const of = stack === undefined ? 'the configuration; nothing of it runs here' : `what runs in ${stack}`;
  return [
    `Mode ${mode}, ${of}.`,
    ...CHECK_GROUPS.flatMap((group) => groupLines(group, checks, { mode, nameWidth })),
    '',
    `${counted(checks)}.`,
  ].join('\n');
}

/** How many are in each state. */
export function countsOf(checks: readonly Check[]): Record<CheckState, number> {
  const counts = { pass: 0, off: 0, warn: 0, fail: 0 };
  for (const { state } of checks) counts[state] += 1;
  return counts;
}

const counted = (checks: readonly Check[]): string =>
  Object.entries(countsOf(checks))
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');

function groupLines(
  group: CheckGroup,
  checks: readonly Check[],
  { mode, nameWidth }: { readonly mode: string; readonly nameWidth: number },
): string[] {
  const own = checks.filter((check) => check.group === group);
  if (own.length === 0) return [];
  return ['', TITLES[group](mode), ...own.flatMap((check) => checkLines(check, nameWidth))];
}

function checkLines(check: Check, nameWidth: number): string[] {
  const line = `  ${check.state.padEnd(4)}  ${check.name.padEnd(nameWidth)}  ${check.found}`;
  return 'remedy' in check ? [line, `        → ${check.remedy}`] : [line];
}
