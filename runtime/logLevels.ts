import { levels as pinoLevels } from 'pino';

export interface LogLevels {
  readonly standard: string;
  readonly byModule: ReadonlyMap<string, string>;
}

/** Thrown for a `LOG_LEVEL` that names no level. */
export class LogLevelError extends Error {
  override readonly name = 'LogLevelError';
  constructor(readonly level: string) {
    super(`LOG_LEVEL: "${level}" is no level; use one of ${LEVELS.join(', ')}, e.g. info,detection=debug`);
  }
}

const LEVELS = [...Object.keys(pinoLevels.values), 'silent'];

/** Reads `info,detection=debug`: a level for all modules, then levels of single ones. @throws LogLevelError */
export function parseLogLevels(text: string): LogLevels {
  let standard = 'info';
  const byModule = new Map<string, string>();
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const [first = '', level] = part.split('=').map((each) => each.trim());
    const named = level ?? first;
    if (!LEVELS.includes(named)) throw new LogLevelError(named);
    if (level === undefined) standard = named;
    else byModule.set(first, named);
  }
  return { standard, byModule };
}
