import { randomUUID } from 'node:crypto';
import type { SimNewOrder, SimSide, SimTimeInForce } from '../simulatedVenue';
import { badParameter, BybitError } from './bybitError';
import { required, requireSpot, type Parameters } from './endpoint';

const ORDER_LINK_ID = /^[A-Za-z0-9_-]{1,36}$/;
const DECIMAL = /^\d{1,20}(\.\d{1,20})?$/;

/** The order that the parameters describe. @throws BybitError 10001, 170115, 170116, 170117 */
export function readNewOrder(parameters: Parameters): SimNewOrder {
  requireSpot(parameters);
  const common = {
    symbol: required(parameters, 'symbol'),
    side: readSide(required(parameters, 'side')),
    clientOrderId: readOrderLinkId(parameters.get('orderLinkId')),
  };
  const size = decimal(parameters, 'qty');
  switch (required(parameters, 'orderType')) {
    case 'Market': {
      const [qty, quoteQty] = isSizedInQuote(parameters, common.side) ? [undefined, size] : [size, undefined];
      return { ...common, type: 'market', timeInForce: 'IOC', price: undefined, qty, quoteQty };
    }
    case 'Limit': {
      const timeInForce = readTimeInForce(parameters.get('timeInForce') ?? 'GTC');
      const price = decimal(parameters, 'price');
      return { ...common, type: 'limit', timeInForce, price, qty: size, quoteQty: undefined };
    }
    default:
      throw new BybitError(170116, 'Invalid orderType.');
  }
}

/** A spot market buy is sized in quote, a sell in base, unless `marketUnit` says otherwise. */
function isSizedInQuote(parameters: Parameters, side: SimSide): boolean {
  const unit = parameters.get('marketUnit') ?? '';
  return unit === '' ? side === 'buy' : unit === 'quoteCoin';
}

function readOrderLinkId(id: string | undefined): string {
  if (id === undefined || id === '') return randomUUID();
  if (!ORDER_LINK_ID.test(id)) throw badParameter('orderLinkId has an illegal format');
  return id;
}

function decimal(parameters: Parameters, name: string): string {
  const value = required(parameters, name);
  if (!DECIMAL.test(value)) throw badParameter(`${name} is not a decimal`);
  return value;
}

function readSide(text: string): SimSide {
  if (text === 'Buy') return 'buy';
  if (text === 'Sell') return 'sell';
  throw new BybitError(170117, 'Invalid side.');
}

function readTimeInForce(text: string): SimTimeInForce {
  if (text === 'GTC' || text === 'IOC' || text === 'FOK') return text;
  if (text === 'PostOnly') return 'postOnly';
  throw new BybitError(170115, 'Invalid timeInForce.');
}
