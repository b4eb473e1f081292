import type { SimulatedVenue } from '../simulatedVenue';
import { BinanceError, invalidSymbol } from './binanceError';
import { required, type Parameters } from './parameters';

/** The market that a request names. @throws BinanceError -1102, -1121 */
export function listedSymbol(venue: SimulatedVenue, parameters: Parameters): string {
  const symbol = required(parameters, 'symbol');
  if (!venue.markets.some((market) => market.symbol === symbol)) throw invalidSymbol();
  return symbol;
}

/** The order that a request names; the venue's id goes before ours. @throws BinanceError -1102 */
export function orderRef(parameters: Parameters): { orderId?: string; clientOrderId?: string } {
  const orderId = parameters.get('orderId') ?? '';
  if (orderId !== '') return { orderId };
  const clientOrderId = parameters.get('origClientOrderId') ?? '';
  if (clientOrderId !== '') return { clientOrderId };
  throw new BinanceError(
    -1102,
    "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
  );
}
