import type { CommandContext } from '../commandContext';
import { knownDemoKeys } from '../demo/demoKeys';
import { simulatedVenueVariables, type SimulatedVenueAccess } from '../demo/tradingVariables';
import { loadOwnConfig } from '../ownConfig';
import { locateRunningStack, stackFolders, type RunningStack } from '../runningStack';

/** What a pre-flight check looks at: the configuration, as the processes that run here have it. */
export interface PreflightTarget {
  readonly environment: CommandContext['environment'];
  /** Where the running stack is announced; `undefined` where none is, or where the configuration names another database. */
  readonly folder: string | undefined;
}

/** A running stack was started in a mode of its own, a demo at addresses and with keys of its own: these are what counts then. */
export function preflightTarget(environment: CommandContext['environment']): PreflightTarget {
  const running = locateRunningStack(stackFolders(environment));
  const given = loadOwnConfig(environment, { vaultStaysShut: true }).config.database.url;
  if (running === undefined || (given !== '' && given !== running.stack.databaseUrl))
    return { environment, folder: undefined };
  const { folder, stack } = running;
  return { folder, environment: { ...environment, ...variablesOf(stack, folder) } };
}

function variablesOf({ mode, venues = {}, symbols }: RunningStack, folder: string): Record<string, string> {
  const traded: Record<string, string> =
    symbols === undefined ? {} : { HOLDFAST__SYMBOLS: JSON.stringify(symbols) };
  const keys = knownDemoKeys(folder);
  const access = Object.entries(venues).flatMap(([venue, endpoints]): [string, SimulatedVenueAccess][] => {
    const known = keys.get(venue);
    return known === undefined ? [] : [[venue, { endpoints, keys: known }]];
  });
  if (access.length > 0) return { ...simulatedVenueVariables(new Map(access)), ...traded };
  return mode === undefined ? {} : { HOLDFAST__MODE: mode };
}
