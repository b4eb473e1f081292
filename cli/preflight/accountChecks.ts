import type { KeyRole } from '../../workers/venueSettings';
import type { Check, Reading } from './check';
import { KEY_ROLES, type VenueReading } from './venueReading';

/** Whether the venue answers, sends market data, and takes the key of each role. */
export function accountChecks(reading: VenueReading): Check[] {
  const { venue, section, restUrl, publicWsUrl, clockOffsetMs, marketData } = reading;
  const elsewhere = "the network and the venue's status page";
  return [
    reached(
      { name: `${venue} orders`, url: restUrl, remedy: `check ${section}.restUrl, ${elsewhere}` },
      clockOffsetMs,
    ),
    reached(
      {
        name: `${venue} market data`,
        url: publicWsUrl,
        remedy: `check venues.${venue}.publicWsUrl, ${elsewhere}`,
      },
      marketData,
    ),
    ...KEY_ROLES.flatMap((role) => keyCheck(reading, role)),
  ];
}

interface Asked {
  readonly name: string;
  readonly url: string;
  readonly remedy: string;
}

function reached({ url, remedy, name }: Asked, answer: Reading<unknown>): Check {
  const named = { group: 'account', name } as const;
  if (answer.kind === 'read') return { ...named, state: 'pass', found: `answers at ${url}` };
  const found = `${url}: ${answer.detail}`;
  return { ...named, state: 'fail', found, remedy, why: 'unreachable' };
}

/** Nothing of a key that was not tried; one line where both are missing. */
function keyCheck({ venue, keys }: VenueReading, role: KeyRole): Check[] {
  const key = keys[role];
  const named = { group: 'account', name: `${venue} ${role} key` } as const;
  switch (key.kind) {
    case 'missing':
      if (role === 'guard' && keys.trader.kind === 'missing') return [];
      return [{ ...named, state: 'fail', found: 'missing', remedy: key.problem, why: 'unfit' }];
    case 'borrowed':
      return [
        {
          ...named,
          state: 'warn',
          found: "none of its own: it works with the trader's",
          remedy: `make the guard a key of its own on the same account and store it (docs/command-line.md, *Keys*)`,
        },
      ];
    case 'untried':
      return [];
    case 'asked':
      return [accepted(named, venue, key.balances)];
  }
}

function accepted(
  named: { group: 'account'; name: string },
  venue: string,
  balances: Reading<unknown>,
): Check {
  switch (balances.kind) {
    case 'read':
      return { ...named, state: 'pass', found: 'the venue takes it' };
    case 'refused':
      return {
        ...named,
        state: 'fail',
        found: `the venue refuses it: ${balances.detail}`,
        remedy: `correct key and secret of ${venue} in the variables, their files or the vault, and the addresses from which the venue allows it`,
        why: 'unfit',
      };
    case 'unreachable':
      return {
        ...named,
        state: 'fail',
        found: balances.detail,
        remedy: "try again; if it stays, look at the venue's status page",
        why: 'unreachable',
      };
  }
}
