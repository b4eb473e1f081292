import type { Config } from '../../config/schema';
import type { VenueId } from '../../domain/instrument';
import type { KeyPermissions } from '../../domain/keyPermissions';
import type { KeyRole } from '../../workers/venueSettings';
import type { Check } from './check';
import { KEY_ROLES, type VenueReading } from './venueReading';

export interface PermissionContext {
  readonly mode: Config['mode'];
  readonly nowMs: number;
  /** Addresses of this machine that are not its own loop. */
  readonly ownAddresses: readonly string[];
}

/** From this age on a key is to be replaced by a new one. */
const ROTATE_AFTER_DAYS = 90;
const DAY_MS = 86_400_000;
const NO_MONEY = 'no real money behind it';

/** What each key may do that the venue takes, as the venue tells it: trade yes, withdraw no, bound to our address, not old. */
export function permissionChecks(reading: VenueReading, context: PermissionContext): Check[] {
  return KEY_ROLES.flatMap((role) => {
    const key = reading.keys[role];
    // a key that is missing, borrowed or refused is told of as an account
    if (key.kind !== 'asked' || key.balances.kind !== 'read') return [];
    const { permissions } = key;
    const subject = { venue: reading.venue, role };
    if (permissions === undefined) return [unasked(subject)];
    return permissions.kind === 'read'
      ? rightsOf(subject, permissions.value, context)
      : [unread(subject, permissions)];
  });
}

interface Subject {
  readonly venue: VenueId;
  readonly role: KeyRole;
}

const nameOf = ({ venue, role }: Subject, what: string) =>
  ({ group: 'permission', name: `${venue} ${role} ${what}` }) as const;

function rightsOf(subject: Subject, key: KeyPermissions, context: PermissionContext): Check[] {
  return [
    mayTrade(subject, key),
    mayWithdraw(subject, key),
    bound(subject, key, context),
    age(subject, key, context),
  ];
}

function mayTrade(subject: Subject, { canTrade }: KeyPermissions): Check {
  const named = nameOf(subject, 'trade');
  if (canTrade) return { ...named, state: 'pass', found: 'may trade' };
  const remedy = `allow spot trading for this key at ${subject.venue}; until then nothing opens there (KEY_CANNOT_TRADE)`;
  return { ...named, state: 'fail', found: 'may not trade', remedy, why: 'unfit' };
}

function mayWithdraw(subject: Subject, { canWithdraw }: KeyPermissions): Check {
  const named = nameOf(subject, 'withdraw');
  if (!canWithdraw) return { ...named, state: 'pass', found: 'may not withdraw' };
  const remedy = `make a key at ${subject.venue} that may trade and not withdraw, and delete this one there; until then nothing opens there (KEY_WITHDRAWS)`;
  return { ...named, state: 'fail', found: 'MAY WITHDRAW', remedy, why: 'unfit' };
}

function bound(subject: Subject, { ipBound }: KeyPermissions, context: PermissionContext): Check {
  const named = nameOf(subject, 'address');
  if (ipBound) return { ...named, state: 'pass', found: 'bound to addresses' };
  const found = 'works from any address';
  if (!guardsRealMoney(context.mode)) return { ...named, state: 'off', found: `${found}; ${NO_MONEY}` };
  const own = context.ownAddresses.length === 0 ? 'unknown' : context.ownAddresses.join(', ');
  const remedy = `bind it at ${subject.venue} to the address from which the internet sees this machine (here: ${own}; behind a router, the router's)`;
  return { ...named, state: 'warn', found, remedy };
}

function age(subject: Subject, { madeAtMs }: KeyPermissions, context: PermissionContext): Check {
  const named = nameOf(subject, 'age');
  if (madeAtMs === undefined) return { ...named, state: 'off', found: 'the venue does not tell' };
  const days = Math.floor((context.nowMs - madeAtMs) / DAY_MS);
  const found = `${days} days`;
  if (days < ROTATE_AFTER_DAYS) return { ...named, state: 'pass', found };
  if (!guardsRealMoney(context.mode)) return { ...named, state: 'off', found: `${found}; ${NO_MONEY}` };
  const remedy = `older than ${ROTATE_AFTER_DAYS} days: make a new one at ${subject.venue}, store it (holdfast vault set ${subject.venue}), restart, delete the old one there`;
  return { ...named, state: 'warn', found, remedy };
}

/** Keys of simulated venues open nothing. */
function guardsRealMoney(mode: Config['mode']): boolean {
  switch (mode) {
    case 'live':
    case 'dry-run':
      return true;
    case 'simulator':
    case 'paper':
    case 'testnet':
      return false;
  }
}

function unasked(subject: Subject): Check {
  const found = 'not asked: test environments do not answer what a key may do';
  return { ...nameOf(subject, 'permissions'), state: 'off', found };
}

function unread(
  subject: Subject,
  { kind, detail }: { readonly kind: 'refused' | 'unreachable'; readonly detail: string },
): Check {
  return {
    ...nameOf(subject, 'permissions'),
    state: 'fail',
    found: `can't be read: ${detail}`,
    remedy: `allow this key to read at ${subject.venue}, or try again; nothing opens there before its permissions are known`,
    why: kind === 'refused' ? 'unfit' : 'unreachable',
  };
}
