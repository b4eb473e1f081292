/** Market-neutral trades offset their legs; directional ones bet on a price and have caps of their own. */
export type Family = 'market-neutral' | 'directional';

const FAMILY_OF: Readonly<Record<string, Family>> = {
  arbitrage: 'market-neutral',
  funding: 'market-neutral',
  prediction: 'directional',
  agents: 'directional',
};

/** Family of a kind of strategy; one that nobody knows is held to the stricter, market-neutral limits. */
export const familyOf = (strategyKind: string): Family => FAMILY_OF[strategyKind] ?? 'market-neutral';
