import type { Config } from '../../config/schema';
import type { VenueId } from '../../domain/instrument';
import { keyDenial, type KeyPermissions } from '../../domain/keyPermissions';
import { Exact } from '../../domain/money';
import { limitLevels } from '../../workers/limitLevels';
import { probeParts, probeStops } from '../probeStack';
import type { Session } from '../session';
import { accountChecks } from './accountChecks';
import { balanceChecks } from './balanceCheck';
import { CHECK_GROUPS, type Check, type Reading } from './check';
import { clockChecks } from './clockCheck';
import { commitCheck } from './commitCheck';
import { latchChecks } from './latchChecks';
import { limitChecks } from './limitChecks';
import { partCheck } from './partCheck';
import { permissionChecks } from './permissionChecks';
import { KEY_ROLES, type VenueReading } from './venueReading';

export interface ChecksDeps {
  readonly config: Config;
  /** A stack's services, or why there is none to ask. */
  readonly stack:
    | { readonly kind: 'session'; readonly session: Session }
    | { readonly kind: 'absent'; readonly check: Check };
  readonly readVenues: () => Promise<readonly VenueReading[]>;
  readonly ownAddresses: readonly string[];
  readonly nowMs: number;
}

/** Every check, in the order of its groups. Throws for nothing that is down. */
export async function runChecks(deps: ChecksDeps): Promise<Check[]> {
  const { config, stack } = deps;
  const [readings, fromStack] = await Promise.all([
    deps.readVenues(),
    stack.kind === 'session' ? stackChecks(config, stack.session) : ABSENT,
  ]);
  const checks = [
    ...latchChecks({ config, settings: fromStack.settings, keyFaults: readings.flatMap(keyFaults) }),
    ...(stack.kind === 'absent' ? [stack.check] : fromStack.checks),
    ...readings.flatMap((reading) => venueChecks(reading, deps)),
  ];
  const order = (check: Check) => CHECK_GROUPS.indexOf(check.group);
  return checks.sort((a, b) => order(a) - order(b));
}

const ABSENT = { settings: undefined, checks: [] };

/** What stands in the database and what answers beside it; rows that can't be read are told of once, as PostgreSQL being down. */
async function stackChecks(config: Config, session: Session) {
  const [parts, stops, settings, commits, rows] = await Promise.all([
    probeParts(session),
    probeStops(session),
    session.settings.read().catch(() => undefined), // told of as PostgreSQL being down
    session.commitSafety().catch(() => undefined), // the same
    session.limits().catch(() => undefined), // the same
  ]);
  const keys = limitLevels(config, new Exact(0)).map(({ key }) => key);
  const { maxAgeMs } = config.limits;
  const checks = [
    ...parts.map((part) => partCheck('dependency', part)),
    ...(commits === undefined ? [] : [commitCheck(commits, config.mode)]),
    ...stops.map((stop) => partCheck('stop', stop)),
    ...(rows === undefined ? [] : limitChecks({ rows, keys, maxAgeMs })),
  ];
  return { settings, checks };
}

function venueChecks(reading: VenueReading, { config, nowMs, ownAddresses }: ChecksDeps): Check[] {
  return [
    ...accountChecks(reading),
    ...permissionChecks(reading, { mode: config.mode, nowMs, ownAddresses }),
    ...clockChecks(reading, config.breakers.clockSkew.skewMs),
    ...balanceChecks(reading, config.symbols),
  ];
}

/** Why the keys of this venue are not fit for real money. */
function keyFaults({ venue, keys }: VenueReading): string[] {
  return KEY_ROLES.flatMap((role) => {
    const key = keys[role];
    switch (key.kind) {
      case 'missing':
        return role === 'trader' ? [`${venue} has no key`] : [];
      case 'borrowed':
        return [];
      case 'untried':
        return role === 'trader' ? [`${venue} does not answer`] : [];
      case 'asked':
        return rightsFault(`${venue} ${role}`, venue, key.permissions);
    }
  });
}

function rightsFault(whose: string, venue: VenueId, rights: Reading<KeyPermissions> | undefined): string[] {
  if (rights?.kind !== 'read') return [`${whose}: permissions are not known`];
  const denial = keyDenial(venue, rights.value);
  return denial === undefined ? [] : [`${whose}: ${denial.code}`];
}
