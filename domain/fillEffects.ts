import type { Instrument } from './instrument';
import { asAmount, Exact, type Amount } from './money';
import type { Fill } from './order';

/** What one fill does to one asset of the venue account; positive = the account gains. */
export interface AssetChange {
  readonly asset: string;
  readonly amount: Amount;
}

/** Everything that a spot fill moves: base, quote and fee, each line by itself. The ledger posts the same. */
export function fillEffects(
  fill: Pick<Fill, 'side' | 'price' | 'qty' | 'fee' | 'feeAsset'>,
  { base, quote }: Pick<Instrument, 'base' | 'quote'>,
): AssetChange[] {
  const sign = fill.side === 'buy' ? 1 : -1;
  return [
    { asset: base, amount: asAmount(new Exact(fill.qty).times(sign)) },
    { asset: quote, amount: asAmount(new Exact(fill.price).times(fill.qty).times(-sign)) },
    { asset: fill.feeAsset, amount: asAmount(new Exact(fill.fee).negated()) },
  ];
}
