import { randomBytes } from 'node:crypto';
import type { SimNewOrder, SimSide, SimTimeInForce } from '../simulatedVenue';
import { BinanceError, illegal, missing } from './binanceError';
import { decimal, required, type Parameters } from './parameters';

const CLIENT_ORDER_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

/** The order that the parameters describe. @throws BinanceError -1102, -1106, -1115, -1116, -1117 and those of decimals */
export function readNewOrder(parameters: Parameters): SimNewOrder {
  const common = {
    symbol: required(parameters, 'symbol'),
    side: readSide(required(parameters, 'side')),
    clientOrderId: readClientOrderId(parameters, 'newClientOrderId'),
  };
  const type = required(parameters, 'type');
  switch (type) {
    case 'MARKET':
      return { ...common, ...readMarket(parameters) };
    case 'LIMIT':
      return { ...common, ...readLimit(parameters, readTimeInForce(required(parameters, 'timeInForce'))) };
    case 'LIMIT_MAKER':
      refuse(parameters, 'timeInForce');
      return { ...common, ...readLimit(parameters, 'postOnly') };
    default:
      throw new BinanceError(-1116, 'Invalid orderType.');
  }
}

/** The id that was sent, or one the venue makes. @throws BinanceError -1100 */
export function readClientOrderId(parameters: Parameters, name: string): string {
  const id = parameters.get(name);
  if (id === undefined || id === '') return randomBytes(11).toString('hex');
  if (!CLIENT_ORDER_ID.test(id)) throw illegal(name, '^[\\.A-Z\\:/a-z0-9_-]{1,36}$');
  return id;
}

type Terms = Pick<SimNewOrder, 'type' | 'timeInForce' | 'price' | 'qty' | 'quoteQty'>;

function readLimit(parameters: Parameters, timeInForce: SimTimeInForce): Terms {
  const price = decimal(parameters, 'price');
  const qty = decimal(parameters, 'quantity');
  if (price === undefined) throw missing('price');
  if (qty === undefined) throw missing('quantity');
  return { type: 'limit', timeInForce, price, qty, quoteQty: undefined };
}

function readMarket(parameters: Parameters): Terms {
  refuse(parameters, 'timeInForce');
  refuse(parameters, 'price');
  const qty = decimal(parameters, 'quantity');
  const quoteQty = decimal(parameters, 'quoteOrderQty');
  if (qty === undefined && quoteQty === undefined) throw missing('quantity');
  if (qty !== undefined) refuse(parameters, 'quoteOrderQty');
  return { type: 'market', timeInForce: 'IOC', price: undefined, qty, quoteQty };
}

function refuse(parameters: Parameters, name: string): void {
  if (parameters.has(name)) throw new BinanceError(-1106, `Parameter '${name}' sent when not required.`);
}

function readSide(text: string): SimSide {
  if (text === 'BUY') return 'buy';
  if (text === 'SELL') return 'sell';
  throw new BinanceError(-1117, 'Invalid side.');
}

function readTimeInForce(text: string): SimTimeInForce {
  if (text === 'GTC' || text === 'IOC' || text === 'FOK') return text;
  throw new BinanceError(-1115, 'Invalid timeInForce.');
}
