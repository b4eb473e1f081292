import { userInfo } from 'node:os';
import type { Config } from '../config/schema';
import { payloadConverter } from '../workers/payloadConverter';
import type { CommandContext } from './commandContext';
import { loadOwnConfig } from './ownConfig';
import { findRunningStack, requireRunningStack, stackFolders, type RunningStack } from './runningStack';
import { openSession, type Session } from './session';
import type { StackAddresses } from './stackAddresses';

/** Opens a session to the running stack, uses it, and closes it whatever happens. */
export async function withSession<Result>(
  context: CommandContext,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { environment } = context;
  const dataConverter = payloadConverter(loadOwnConfig(environment).config);
  const session = openSession(findAddresses(environment), `cli:${userInfo().username}`, dataConverter);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** The configured addresses; what is not configured is where `demo` or `up` has announced it. @throws UserError with exit code 3 where neither is. */
export function findAddresses(environment: CommandContext['environment']): StackAddresses {
  const { database, redis, temporal } = loadOwnConfig(environment).config;
  const folders = stackFolders(environment);
  const needsStack = database.url === '' || temporal.address === '';
  const stack = needsStack ? requireRunningStack(folders) : findRunningStack(folders);
  return { ...announcedBy(stack, temporal.namespace), ...given({ database, redis, temporal }) };
}

function announcedBy(stack: RunningStack | undefined, namespace: string): StackAddresses {
  return {
    databaseUrl: stack?.databaseUrl ?? '',
    temporalAddress: stack?.temporalAddress ?? '',
    temporalNamespace: stack?.temporalNamespace ?? namespace,
    redisUrl: stack?.redisUrl,
    temporalUiUrl: stack?.temporalUiUrl,
    simulatorAdminUrl: stack?.simulatorAdminUrl,
  };
}

/** Addresses that the configuration names; an empty text names none. */
function given({
  database,
  redis,
  temporal,
}: Pick<Config, 'database' | 'redis' | 'temporal'>): Partial<StackAddresses> {
  return {
    ...(database.url === '' ? {} : { databaseUrl: database.url }),
    ...(temporal.address === '' ? {} : { temporalAddress: temporal.address }),
    ...(redis.url === '' ? {} : { redisUrl: redis.url }),
  };
}
