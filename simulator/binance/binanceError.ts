import type { SimRejectReason } from '../simulatedVenue';

/** An answer in the form `{"code","msg"}`. @see https://developers.binance.com/docs/binance-spot-api-docs/errors */
export class BinanceError extends Error {
  override readonly name = 'BinanceError';
  constructor(
    readonly code: number,
    readonly text: string,
    /** HTTP status and headers where they are not those of an ordinary error. */
    readonly http: { readonly status: number; readonly retryAfterMs?: number } = { status: 400 },
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
    { status: 429, retryAfterMs },
  );

export const tooManyOrders = (retryAfterMs: number, limit: number): BinanceError =>
  new BinanceError(-1015, `Too many new orders; current limit is ${limit} orders per TEN_SECONDS.`, {
    status: 429,
    retryAfterMs,
  });

export const notPermitted = (): BinanceError =>
  new BinanceError(-2015, 'Invalid API-key, IP, or permissions for action.', { status: 401 });

const REJECTIONS: Readonly<Record<SimRejectReason, readonly [code: number, text: string]>> = {
  unknownSymbol: [-1121, 'Invalid symbol.'],
  duplicateClientOrderId: [-2010, 'Duplicate order sent.'],
  insufficientBalance: [-2010, 'Account has insufficient balance for requested action.'],
  postOnlyWouldTake: [-2010, 'Order would immediately match and take.'],
  marketHalted: [-2010, 'Market is closed.'],
  noLiquidity: [-2010, 'Order book liquidity is less than LOT_SIZE filter minimum quantity.'],
  injected: [-2010, 'This action is disabled on this account.'],
  priceTick: [-1013, 'Filter failure: PRICE_FILTER'],
  lotSize: [-1013, 'Filter failure: LOT_SIZE'],
  minQty: [-1013, 'Filter failure: LOT_SIZE'],
  maxQty: [-1013, 'Filter failure: LOT_SIZE'],
  minNotional: [-1013, 'Filter failure: NOTIONAL'],
};

/** The venue's answer to an order that its matching refused. */
export const orderRejection = (reason: SimRejectReason): BinanceError =>
  new BinanceError(...REJECTIONS[reason]);
