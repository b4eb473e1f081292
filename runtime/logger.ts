import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import { parseLogLevels } from './logLevels';

export type Logger = pino.Logger;

export interface LoggerOptions {
  /** Name of the process, `trader`. */
  readonly module: string;
  /** As `LOG_LEVEL`: `info,detection=debug`. */
  readonly level: string;
  /** File to append to; stdout where it is absent. */
  readonly file?: string;
  /** Stands on every line: mode, installation. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Where lines go in tests. */
  readonly destination?: pino.DestinationStream;
}

/** pino's `*` matches one level only, so the paths are listed. */
const SECRET_KEYS = [
  'apiKey',
  'apiSecret',
  'guardApiKey',
  'guardApiSecret',
  'passphrase',
  'password',
  'secret',
  'signature',
  'authorization',
];
const REDACTED_PATHS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*["${key}"]`]);

/** JSON lines with time, level and module; secrets are replaced. @throws LogLevelError for an unknown level. */
export function createLogger(options: LoggerOptions): Logger {
  const logger = pino(
    {
      level: levelOf(options.level, options.module),
      base: { module: options.module, ...options.bindings },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    },
    options.destination ?? openDestination(options.file),
  );
  return logger;
}

/** A logger for one part of the process, at that part's own level. */
export function moduleLogger(parent: Logger, module: string, level: string): Logger {
  return parent.child({ module }, { level: levelOf(level, module) });
}

function levelOf(text: string, module: string): string {
  const { standard, byModule } = parseLogLevels(text);
  return byModule.get(module) ?? standard;
}

function openDestination(file: string | undefined): pino.DestinationStream {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  // synchronous: the last lines before a crash are the ones that are needed
  return pino.destination({
    ...(file === undefined ? { dest: 1 } : { dest: file, append: true }),
    sync: true,
  });
}
