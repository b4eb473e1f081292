import type { SimRejectReason } from '../simulatedVenue';

/** An answer in the form `{"code","msg"}`. @see https://developers.binance.com/docs/binance-spot-api-docs/errors */
export class BinanceError extends Error {
  override readonly name = 'BinanceError';
  constructor(
    readonly code: number,
    readonly text: string,
    readonly status = 400,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(text);
  }
}

export const missing = (name: string): BinanceError =>
  new BinanceError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);

export const illegal = (name: string, legalRange: string): BinanceError =>
  new BinanceError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${legalRange}'.`);

export const invalidSymbol = (): BinanceError => new BinanceError(-1121, 'Invalid symbol.');

export const tooManyRequests = (retryAfterMs: number): BinanceError =>
  new BinanceError(
    -1003,
    'Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API.',
    429,
    retryAfter(retryAfterMs),
  );

export const tooManyOrders = (retryAfterMs: number, limit: number): BinanceError =>
  new BinanceError(
    -1015,
    `Too many new orders; current limit is ${limit} orders per TEN_SECONDS.`,
    429,
    retryAfter(retryAfterMs),
  );

/** The venue's answer to an order that its matching refused. */
export function orderRejection(reason: SimRejectReason): BinanceError {
  switch (reason) {
    case 'unknownSymbol':
      return invalidSymbol();
    case 'duplicateClientOrderId':
      return new BinanceError(-2010, 'Duplicate order sent.');
    case 'insufficientBalance':
      return new BinanceError(-2010, 'Account has insufficient balance for requested action.');
    case 'postOnlyWouldTake':
      return new BinanceError(-2010, 'Order would immediately match and take.');
    case 'marketHalted':
      return new BinanceError(-2010, 'Market is closed.');
    case 'noLiquidity':
      return new BinanceError(-2010, 'Order book liquidity is less than LOT_SIZE filter minimum quantity.');
    case 'injected':
      return new BinanceError(-2010, 'This action is disabled on this account.');
    case 'priceTick':
      return new BinanceError(-1013, 'Filter failure: PRICE_FILTER');
    case 'lotSize':
    case 'minQty':
    case 'maxQty':
      return new BinanceError(-1013, 'Filter failure: LOT_SIZE');
    case 'minNotional':
      return new BinanceError(-1013, 'Filter failure: NOTIONAL');
  }
}

function retryAfter(ms: number): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) };
}
