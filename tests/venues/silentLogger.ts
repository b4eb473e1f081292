import pino from 'pino';
import type { Logger } from '../../runtime/logger';

export const silentLogger: Logger = pino({ level: 'silent' });
