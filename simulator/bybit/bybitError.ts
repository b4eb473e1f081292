import type { SimRejectReason } from '../simulatedVenue';

/** An answer with `retCode` other than 0. @see https://bybit-exchange.github.io/docs/v5/error */
export class BybitError extends Error {
  override readonly name = 'BybitError';
  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(text);
  }
}

export const badParameter = (text: string): BybitError => new BybitError(10001, `params error: ${text}`);
export const orderNotFound = (): BybitError => new BybitError(170213, 'Order does not exist.');
export const notPermitted = (): BybitError =>
  new BybitError(10005, 'Permission denied, please check your API key permissions.');
export const tooManyVisits = (): BybitError =>
  new BybitError(10006, 'Too many visits. Exceeded the API Rate Limit.');

/** The real venue refuses some of these only on the stream, after its ack; here each is refused at once. */
const REJECTIONS: Readonly<Record<SimRejectReason, readonly [code: number, text: string]>> = {
  unknownSymbol: [170121, 'Invalid symbol.'],
  duplicateClientOrderId: [170141, 'Duplicate clientOrderId.'],
  insufficientBalance: [170131, 'Insufficient balance.'],
  priceTick: [170134, 'Order price has too many decimals.'],
  lotSize: [170137, 'Order quantity has too many decimals.'],
  minQty: [170136, 'Order quantity exceeded lower limit.'],
  maxQty: [170135, 'Order quantity exceeded upper limit.'],
  minNotional: [170140, 'Order value exceeded lower limit.'],
  postOnlyWouldTake: [170218, 'The LIMIT-MAKER order is rejected due to invalid price.'],
  marketHalted: [170151, 'The trading pair is not open yet.'],
  noLiquidity: [170210, 'New order rejected.'],
  injected: [170210, 'New order rejected.'],
};

export const orderRejection = (reason: SimRejectReason): BybitError => new BybitError(...REJECTIONS[reason]);
