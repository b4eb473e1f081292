import { z } from 'zod';

/* Shapes of what Binance sends, as far as we read it. @see https://developers.binance.com/docs/binance-spot-api-docs */

export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
const level = z.tuple([z.string(), z.string()]);
const levels = z.array(level);

/** Diff depth. `T` and `pu` on USD-M only. */
export const DepthUpdate = z.object({
  e: z.literal('depthUpdate'),
  E: z.int(),
  s: z.string(),
  U: z.int(),
  u: z.int(),
  pu: z.int().optional(),
  b: levels,
  a: levels,
});

/** Best bid and ask. Spot has neither `e` nor a time. */
export const BookTicker = z.object({
  e: z.literal('bookTicker').optional(),
  u: z.int(),
  s: z.string(),
  b: z.string(),
  B: z.string(),
  a: z.string(),
  A: z.string(),
  E: z.int().optional(),
});

export const Trade = z.object({
  e: z.literal('trade'),
  s: z.string(),
  p: z.string(),
  q: z.string(),
  T: z.int(),
  /** The buyer is the maker: the taker sold. */
  m: z.boolean(),
});

export const DepthSnapshot = z.object({ lastUpdateId: z.int(), bids: levels, asks: levels });
export type DepthSnapshot = z.infer<typeof DepthSnapshot>;

export const ErrorBody = z.object({ code: z.int(), msg: z.string() });
export const ServerTime = z.object({ serverTime: z.int() });

const filter = z.looseObject({ filterType: z.string() });
export const ExchangeInfo = z.object({
  symbols: z.array(
    z.object({
      symbol: z.string(),
      status: z.string(),
      baseAsset: z.string(),
      quoteAsset: z.string(),
      filters: z.array(filter),
    }),
  ),
});
export type ExchangeSymbol = z.infer<typeof ExchangeInfo>['symbols'][number];
export const PriceFilter = z.object({ filterType: z.literal('PRICE_FILTER'), tickSize: decimalText });
export const LotSizeFilter = z.object({
  filterType: z.literal('LOT_SIZE'),
  minQty: decimalText,
  stepSize: decimalText,
});
export const NotionalFilter = z.object({
  filterType: z.enum(['NOTIONAL', 'MIN_NOTIONAL']),
  minNotional: decimalText,
});

export const Side = z.enum(['BUY', 'SELL']);
export const OrderState = z.enum([
  'NEW',
  'PENDING_NEW',
  'PARTIALLY_FILLED',
  'FILLED',
  'CANCELED',
  'PENDING_CANCEL',
  'REJECTED',
  'EXPIRED',
  'EXPIRED_IN_MATCH',
]);
export type OrderState = z.infer<typeof OrderState>;

const orderFields = {
  symbol: z.string(),
  orderId: z.int(),
  clientOrderId: z.string(),
  /** In replies to a cancel: our id; `clientOrderId` then names the cancel. */
  origClientOrderId: z.string().optional(),
  origQty: decimalText,
  executedQty: decimalText,
  cummulativeQuoteQty: decimalText,
  status: OrderState,
  side: Side,
};

/** Reply to `POST order` with `newOrderRespType=FULL`. */
export const NewOrderFull = z.object({
  ...orderFields,
  transactTime: z.int(),
  fills: z
    .array(
      z.object({
        price: decimalText,
        qty: decimalText,
        commission: decimalText,
        commissionAsset: z.string(),
        tradeId: z.int(),
      }),
    )
    .optional(),
});
export type NewOrderFull = z.infer<typeof NewOrderFull>;

/** Reply to `GET order`, `GET openOrders`, `DELETE order`. */
export const OrderInfo = z.object({
  ...orderFields,
  updateTime: z.int().optional(),
  transactTime: z.int().optional(),
});
export type OrderInfo = z.infer<typeof OrderInfo>;

export const AccountTrade = z.object({
  symbol: z.string(),
  id: z.int(),
  orderId: z.int(),
  price: decimalText,
  qty: decimalText,
  commission: decimalText,
  commissionAsset: z.string(),
  time: z.int(),
  isBuyer: z.boolean(),
  isMaker: z.boolean(),
});
export type AccountTrade = z.infer<typeof AccountTrade>;

export const Account = z.object({
  balances: z.array(z.object({ asset: z.string(), free: decimalText, locked: decimalText })),
});

const commission = z.object({ maker: decimalText, taker: decimalText });
/** `GET account/commission`: fractions, 0.001 = 10 bps. Standard, special and tax add up. */
export const Commission = z.object({
  standardCommission: commission,
  taxCommission: commission.optional(),
});

export type Commission = z.infer<typeof Commission>;

/** @see https://developers.binance.com/docs/wallet/account/api-key-permission */
export const ApiRestrictions = z.object({
  ipRestrict: z.boolean(),
  createTime: z.int(),
  enableWithdrawals: z.boolean(),
  enableSpotAndMarginTrading: z.boolean(),
});

/** User event `executionReport`. `c` is our id, on a cancel `C` is. */
export const ExecutionReport = z.object({
  e: z.literal('executionReport'),
  s: z.string(),
  c: z.string(),
  C: z.string().optional(),
  S: Side,
  q: decimalText,
  x: z.string(),
  X: OrderState,
  r: z.string(),
  i: z.int(),
  l: decimalText,
  z: decimalText,
  L: decimalText,
  n: decimalText.nullable(),
  N: z.string().nullable(),
  T: z.int(),
  t: z.int(),
  m: z.boolean(),
  Z: decimalText,
});
export type ExecutionReport = z.infer<typeof ExecutionReport>;

export const AccountPosition = z.object({
  e: z.literal('outboundAccountPosition'),
  B: z.array(z.object({ a: z.string(), f: decimalText, l: decimalText })),
});

/** What the WebSocket API sends on the private socket: user events, and replies to requests. */
export const UserEvent = z.object({
  subscriptionId: z.int().optional(),
  event: z.looseObject({ e: z.string() }),
});
export const WsApiReply = z.object({
  id: z.union([z.string(), z.int()]).nullable(),
  status: z.int(),
  error: ErrorBody.optional(),
});
