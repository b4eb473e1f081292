/** What the exit code of `holdfast` tells a script. Codes are never reused for another meaning. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  notRunning: 3,
  configuration: 4,
  timeout: 5,
  promiseBroken: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.error, 'an unexpected error; the message says where to look'],
  [EXIT.usage, 'wrong usage, or what was asked for does not exist'],
  [EXIT.notRunning, 'a needed service or venue is not running or does not answer'],
  [
    EXIT.configuration,
    'the configuration is wrong; the message names the key; of preflight: a check of this mode fails',
  ],
  [EXIT.timeout, 'it took longer than allowed; of a demo: trades were still open at its end'],
  [
    EXIT.promiseBroken,
    'a promise is broken: a duplicate order, a ledger difference, or a trade that needs an operator',
  ],
];

/** The table of exit codes as it stands in `holdfast --help`. */
export function exitCodesText(): string {
  return ['Exit codes:', ...MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`)].join('\n');
}
