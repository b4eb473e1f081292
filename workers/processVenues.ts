import { readInstruments } from '../storage/instruments';
import type { FreezeState } from '../venues/freezeState';
import { watchFreeze } from './freezeWatch';
import type { CoreContext } from './processContext';
import { openVenueSessions, type SessionDeps, type VenueSessions, type VenueSettings } from './venueSessions';

/** This process's picture of the freeze, kept until it shuts down. @throws DatabaseUnreachableError */
export async function keepFreezeKnown(context: CoreContext): Promise<FreezeState> {
  const watch = await watchFreeze(context);
  context.shutdown.add({ name: 'freeze', stop: () => watch.stop() });
  return watch;
}

/** The venues of this process with what it keeps of their instruments, closed when it shuts down. @throws VenueReadError */
export async function openProcessVenues(
  { config, database, clock, logger, shutdown }: CoreContext,
  venues: readonly VenueSettings[],
  { freeze, listenerOf }: Pick<SessionDeps, 'freeze' | 'listenerOf'>,
): Promise<VenueSessions> {
  const sessions = await openVenueSessions(venues, {
    clock,
    logger,
    freeze,
    symbols: config.symbols,
    knownInstruments: (venue) => readInstruments(database, venue),
    ...(listenerOf === undefined ? {} : { listenerOf }),
  });
  shutdown.add({ name: 'venues', stop: () => sessions.close() });
  return sessions;
}
