import { userInfo } from 'node:os';
import type { CommandContext } from './commandContext';
import { requireRunningStack, stackFolders } from './runningStack';
import { openSession, type Session } from './session';
import type { StackAddresses } from './stackAddresses';

const DEFAULT_NAMESPACE = 'holdfast';

/** Opens a session to the running stack, uses it, and closes it whatever happens. */
export async function withSession<Result>(
  context: CommandContext,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = openSession(findAddresses(context.environment), `cli:${userInfo().username}`);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** The given URLs where they are complete, else what `demo` or `up` has announced. @throws UserError with exit code 3 where neither is. */
export function findAddresses(environment: CommandContext['environment']): StackAddresses {
  const databaseUrl = environment['DATABASE_URL'];
  const temporalAddress = environment['TEMPORAL_ADDRESS'];
  if (databaseUrl !== undefined && temporalAddress !== undefined)
    return {
      databaseUrl,
      temporalAddress,
      temporalNamespace: environment['TEMPORAL_NAMESPACE'] ?? DEFAULT_NAMESPACE,
      redisUrl: environment['REDIS_URL'],
      temporalUiUrl: environment['TEMPORAL_UI_URL'],
      simulatorAdminUrl: undefined,
    };
  const stack = requireRunningStack(stackFolders(environment));
  return {
    databaseUrl: databaseUrl ?? stack.databaseUrl,
    temporalAddress: temporalAddress ?? stack.temporalAddress,
    temporalNamespace: stack.temporalNamespace,
    redisUrl: environment['REDIS_URL'] ?? stack.redisUrl,
    temporalUiUrl: stack.temporalUiUrl,
    simulatorAdminUrl: stack.simulatorAdminUrl,
  };
}
