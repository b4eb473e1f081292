import { Runtime, type LogLevel, type LogMetadata, type Logger as SdkLogger } from '@temporalio/worker';
import type { Logger } from '../runtime/logger';

const LEVELS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;

/**
 * Sets Temporal's runtime up once, before the first connection: its lines go to our log, and signals stay ours: left to itself it stops
 * workers on SIGTERM behind the back of the ordered shutdown.
 */
export function installTemporalRuntime(logger: Logger): void {
  const log = logger.child({ module: 'temporal' });
  const at = (level: 'trace' | 'debug' | 'warn' | 'error') => (message: string, meta?: LogMetadata) => {
    log[level]({ event: 'temporal', message, ...meta });
  };
  const sdkLogger: SdkLogger = {
    log: (level, message, meta) => {
      at(LEVELS[level])(message, meta);
    },
    trace: at('trace'),
    debug: at('debug'),
    info: at('debug'), // state changes of the SDK are nobody's news
    warn: at('warn'),
    error: at('error'),
  };
  Runtime.install({ logger: sdkLogger, shutdownSignals: [] });
}
