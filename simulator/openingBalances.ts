import { Exact, floorToStep } from '../domain/money';
import type { SimMarket } from './simulatedVenue';

/**
 * What an account holds at the start: half of its value in quote, the other half spread evenly over the coins of its markets,
 * so that both sides of a spot pair can be sold at once. Coin amounts are whole lots.
 */
export function openingBalances(
  accountValueQuote: string,
  markets: readonly SimMarket[],
  startPrices: Readonly<Record<string, number>>,
): Record<string, string> {
  const half = new Exact(accountValueQuote).div(2);
  const perCoin = half.div(Math.max(1, markets.length));
  const balances: Record<string, string> = {};
  for (const market of markets) {
    balances[market.quote] = half.toFixed(2);
    const price = startPrices[market.base];
    if (price !== undefined)
      balances[market.base] = floorToStep(perCoin.div(String(price)), market.lotSize).toFixed();
  }
  return balances;
}
