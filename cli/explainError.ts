import { EXIT, type ExitCode } from './exitCodes';
import { UserError } from './userError';

interface SystemError extends Error {
  readonly code: string;
  readonly address?: string;
  readonly port?: number;
}

interface Explanation {
  readonly problem: (error: SystemError) => string;
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

const UNREACHABLE: Explanation = {
  problem: (error) => `Nothing answers at ${addressOf(error)} (${error.code})`,
  remedy:
    'Start it with `holdfast up` or `holdfast demo`, or correct DATABASE_URL, REDIS_URL or TEMPORAL_ADDRESS',
  exitCode: EXIT.notRunning,
};
const CONFIGURATION_REMEDY = {
  remedy: '`holdfast config print` shows every value and where it comes from',
  exitCode: EXIT.configuration,
};
const NOT_RUNNING_REMEDY = {
  remedy: '`holdfast health` shows what runs',
  exitCode: EXIT.notRunning,
};
const START_REMEDY = {
  remedy: 'Put right what the log says and start again',
  exitCode: EXIT.notRunning,
};
const INSTALL_REMEDY = {
  remedy: 'Run `holdfast setup` when it is there',
  exitCode: EXIT.error,
};
const SCHEMA_REMEDY = {
  remedy:
    'Start with an empty data folder (HOLDFAST_HOME) or another database; nothing was changed in this one',
  exitCode: EXIT.configuration,
};
const VAULT_REMEDY = {
  remedy: 'Nothing was changed; `holdfast vault list` tries again',
  exitCode: EXIT.configuration,
};
const VENUE_REMEDY = {
  remedy: 'Check the address of the venue (`holdfast config print`) and the network',
  exitCode: EXIT.notRunning,
};
const DATABASE_REFUSES: Explanation = {
  problem: (error) => `The database refuses us (${error.message})`,
  remedy: 'Correct user, password and database name in DATABASE_URL',
  exitCode: EXIT.configuration,
};
const NOT_ALLOWED: Explanation = {
  problem: (error) => `Not allowed (${error.message})`,
  remedy: 'Give this user the right to that file, or set HOLDFAST_HOME to a folder of its own',
  exitCode: EXIT.error,
};

const NOT_A_FOLDER: Explanation = {
  problem: (error) => `A file stands where a folder is needed (${error.message})`,
  remedy: 'Move that file away, or set HOLDFAST_HOME to a folder of its own',
  exitCode: EXIT.error,
};

/** Socket, file and PostgreSQL codes that have one plain meaning. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const EXPLANATIONS = new Map<string, Explanation>([
  ['ECONNREFUSED', UNREACHABLE],
  ['ECONNRESET', UNREACHABLE],
  ['ENOTFOUND', UNREACHABLE],
  ['ETIMEDOUT', UNREACHABLE],
  ['EHOSTUNREACH', UNREACHABLE],
  ['28P01', DATABASE_REFUSES],
  ['28000', DATABASE_REFUSES],
  ['3D000', DATABASE_REFUSES],
  ['EACCES', NOT_ALLOWED],
  ['EPERM', NOT_ALLOWED],
  ['EROFS', NOT_ALLOWED],
  ['EEXIST', NOT_A_FOLDER],
  ['ENOTDIR', NOT_A_FOLDER],
  [
    'EADDRINUSE',
    {
      problem: (error) => `${addressOf(error)} is taken by another program`,
      remedy: 'Stop that program or choose another port in holdfast.yaml',
      exitCode: EXIT.error,
    },
  ],
  [
    '42P01',
    {
      problem: (error) => `The database lacks a table (${error.message})`,
      remedy: 'Run `holdfast db migrate`',
      exitCode: EXIT.error,
    },
  ],
  [
    'ENOSPC',
    { problem: () => 'The disk is full', remedy: 'Free space in the data folder', exitCode: EXIT.error },
  ],
]);

/** Errors whose own message already names the key or address and the fix; known by their name. */
const SELF_EXPLAINED = new Map<string, { remedy: string; exitCode: ExitCode }>([
  ['ConfigError', CONFIGURATION_REMEDY],
  ['ConfigurationError', CONFIGURATION_REMEDY],
  ['DatabaseUnreachableError', NOT_RUNNING_REMEDY],
  ['TemporalUnreachableError', NOT_RUNNING_REMEDY],
  ['SupervisorRunningError', { remedy: '`holdfast health` shows what runs', exitCode: EXIT.error }],
  ['ProcessNotReadyError', START_REMEDY],
  ['SpawnError', START_REMEDY],
  ['TemporalMissingError', INSTALL_REMEDY],
  ['PostgresMissingError', INSTALL_REMEDY],
  ['ProgramFailedError', START_REMEDY],
  ['LogLevelError', CONFIGURATION_REMEDY],
  ['VaultLockedError', VAULT_REMEDY],
  ['VaultFileError', VAULT_REMEDY],
  ['InterruptedError', { remedy: 'Nothing was changed', exitCode: EXIT.error }],
  ['VenueReadError', VENUE_REMEDY],
  ['JudgeLogDamagedError', START_REMEDY],
  ['SchemaUnknownError', SCHEMA_REMEDY],
]);

/** What a person can do about `error`, its cause or any error inside it; `undefined` where only a developer can. */
export function explainError(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  if (!(error instanceof Error)) return undefined;
  const own = SELF_EXPLAINED.get(error.name);
  if (own !== undefined)
    return new UserError({ problem: error.message.replace(/\.$/, ''), ...own, cause: error });
  const explained = isSystemError(error) ? systemError(error) : undefined;
  return explained ?? explainFirst(error instanceof AggregateError ? error.errors : [error.cause]);
}

function explainFirst(errors: readonly unknown[]): UserError | undefined {
  for (const error of errors) {
    const explained = explainError(error);
    if (explained !== undefined) return explained;
  }
  return undefined;
}

function isSystemError(error: Error): error is SystemError {
  return 'code' in error && typeof error.code === 'string';
}

function systemError(error: SystemError): UserError | undefined {
  const explanation = EXPLANATIONS.get(error.code);
  if (explanation === undefined) return undefined;
  const { problem, remedy, exitCode } = explanation;
  return new UserError({ problem: problem(error), remedy, exitCode, cause: error });
}

function addressOf({ address, port }: SystemError): string {
  if (address === undefined) return port === undefined ? 'the address' : `Port ${port}`;
  return port === undefined ? address : `${address}:${port}`;
}
