import { Exact } from '../../domain/money';
import type { AssetBalance } from '../../venues/accountReader';
import type { Check } from './check';
import type { VenueReading } from './venueReading';

/** What the account holds of what is traded; none where the balances could not be read. `symbols` are written BASE/QUOTE. */
export function balanceChecks({ venue, keys }: VenueReading, symbols: readonly string[]): Check[] {
  const { trader } = keys;
  if (trader.kind !== 'asked' || trader.balances.kind !== 'read') return [];
  const named = { group: 'balance', name: `${venue} balances` } as const;
  const free = new Map(trader.balances.value.map((balance) => [balance.asset, balance]));
  const quotes = new Set(symbols.map((symbol) => symbol.split('/')[1] ?? symbol));
  const bases = new Set(symbols.map((symbol) => symbol.split('/')[0] ?? symbol));
  const found = foundText([...quotes, ...bases], free);
  if ([...quotes].some((asset) => has(free.get(asset)))) return [{ ...named, state: 'pass', found }];
  const remedy = `move ${[...quotes].join(' or ')} to ${venue}, or switch it off with venues.${venue}.enabled: false: nothing can be bought there`;
  return [{ ...named, state: 'warn', found, remedy }];
}

const has = (balance: AssetBalance | undefined): balance is AssetBalance =>
  balance !== undefined && !new Exact(balance.free).isZero();

/** `free: 100000 USDT, 0.8 BTC; none of ETH`. */
function foundText(assets: readonly string[], free: ReadonlyMap<string, AssetBalance>): string {
  const held = assets.map((asset) => free.get(asset)).filter(has);
  const none = assets.filter((asset) => !has(free.get(asset)));
  const parts = [
    ...(held.length === 0
      ? []
      : [`free: ${held.map(({ asset, free: text }) => `${text} ${asset}`).join(', ')}`]),
    ...(none.length === 0 ? [] : [`none of ${none.join(', ')}`]),
  ];
  return parts.join('; ');
}
