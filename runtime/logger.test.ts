import { createLogger, moduleLogger } from './logger';
import { LogLevelError, parseLogLevels } from './logLevels';

describe('createLogger', () => {
  it('writes one JSON object a line with time, level, module and mode', () => {
    const { lines, destination } = memory();
    const logger = createLogger({
      module: 'trader',
      level: 'info',
      bindings: { mode: 'paper' },
      destination,
    });
    logger.info({ event: 'trader.started' });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'info',
        time: expect.any(String) as string,
        module: 'trader',
        mode: 'paper',
        event: 'trader.started',
      },
    ]);
  });

  it('never prints a planted key, at any depth that we log', () => {
    const { lines, destination } = memory();
    const logger = createLogger({ module: 'trader', level: 'info', destination });
    logger.info({
      apiSecret: 'planted-1',
      venue: { apiKey: 'planted-2', session: { signature: 'planted-3' } },
    });
    expect(lines.join('')).not.toContain('planted');
    expect(lines.join('')).toContain('[redacted]');
  });

  it('gives a module the level that is named for it', () => {
    const { lines, destination } = memory();
    const level = 'warn,detection=debug';
    const logger = createLogger({ module: 'trader', level, destination });
    logger.info({ event: 'quiet' });
    moduleLogger(logger, 'detection', level).debug({ event: 'loud' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('loud');
  });
});

describe('parseLogLevels', () => {
  it('names the level that does not exist', () => {
    expect(() => parseLogLevels('info,detection=loud')).toThrow(LogLevelError);
    expect(() => parseLogLevels('info,detection=loud')).toThrow('"loud" is no level');
  });
});

function memory() {
  const lines: string[] = [];
  return { lines, destination: { write: (line: string) => void lines.push(line) } };
}
