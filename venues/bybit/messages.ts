import { z } from 'zod';

/* Shapes of Bybit v5, as far as we read it. @see https://bybit-exchange.github.io/docs/v5/intro */

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
/** Fields that the venue leaves empty or null while they mean nothing. */
const maybeDecimal = z.union([decimalText, z.literal(''), z.null()]).optional();
const timeText = z.string().regex(/^\d+$/).transform(Number);

/** What stands around every REST reply. */
export const Envelope = z.object({
  retCode: z.int(),
  retMsg: z.string(),
  result: z.unknown(),
  time: z.int().optional(),
});

export const ServerTime = z.object({ timeNano: z.string().regex(/^\d+$/) });

export const InstrumentsInfo = z.object({
  list: z.array(
    z.object({
      symbol: z.string(),
      baseCoin: z.string(),
      quoteCoin: z.string(),
      status: z.string(),
      lotSizeFilter: z.object({
        basePrecision: decimalText,
        minOrderQty: decimalText,
        minOrderAmt: decimalText,
      }),
      priceFilter: z.object({ tickSize: decimalText }),
    }),
  ),
});
export type ListedInstrument = z.infer<typeof InstrumentsInfo>['list'][number];

export const OrderAck = z.object({ orderId: z.string(), orderLinkId: z.string() });

export const Side = z.enum(['Buy', 'Sell']);
export const OrderState = z.enum([
  'Created',
  'New',
  'Untriggered',
  'Triggered',
  'Active',
  'PartiallyFilled',
  'PartiallyFilledCanceled',
  'Filled',
  'Cancelled',
  'Deactivated',
  'Rejected',
]);
export type OrderState = z.infer<typeof OrderState>;

/** One order, the same over REST and on the topic `order`. */
export const Order = z.object({
  symbol: z.string(),
  orderId: z.string(),
  orderLinkId: z.string(),
  side: Side,
  qty: decimalText,
  orderStatus: OrderState,
  avgPrice: maybeDecimal,
  cumExecQty: maybeDecimal,
  rejectReason: z.string().nullable().optional(),
  updatedTime: timeText,
});
export type Order = z.infer<typeof Order>;

/** One execution, the same over REST and on the topic `execution`. */
export const Execution = z.object({
  symbol: z.string(),
  orderId: z.string(),
  orderLinkId: z.string(),
  execId: z.string(),
  side: Side,
  execPrice: decimalText,
  execQty: decimalText,
  execFee: decimalText,
  feeCurrency: z.string().optional(),
  execType: z.string(),
  execTime: timeText,
  isMaker: z.boolean(),
});
export type Execution = z.infer<typeof Execution>;

const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ list: z.array(item), nextPageCursor: z.string().optional() });
export const OrderPage = page(Order);
export const ExecutionPage = page(Execution);

/** One account of `wallet-balance` and of the topic `wallet`. */
export const Wallet = z.object({
  coin: z.array(z.object({ coin: z.string(), walletBalance: decimalText, locked: maybeDecimal })),
});
export type Wallet = z.infer<typeof Wallet>;
export const WalletBalance = z.object({ list: z.array(Wallet) });

/** Fractions: 0.001 = 10 bps. */
export const FeeRates = z.object({
  list: z.array(z.object({ symbol: z.string(), takerFeeRate: decimalText, makerFeeRate: decimalText })),
});

/** @see https://bybit-exchange.github.io/docs/v5/user/apikey-info */
export const ApiKeyInfo = z.object({
  readOnly: z.int(),
  permissions: z.object({ Spot: z.array(z.string()), Wallet: z.array(z.string()) }),
  ips: z.array(z.string()),
  createdAt: z.string(),
});

/** Private topics whose items we read one by one. */
export const TopicMessage = z.object({ topic: z.string(), data: z.array(z.unknown()) });

/** Replies to `auth` and `subscribe`. */
export const OpReply = z.object({
  op: z.string(),
  success: z.boolean().optional(),
  ret_msg: z.string().optional(),
  retMsg: z.string().optional(),
});

export type OpReply = z.infer<typeof OpReply>;

/** `orderbook.<depth>.<symbol>`. The hot path checks the same by hand. */
export const BookMessage = z.object({
  topic: z.string(),
  type: z.enum(['snapshot', 'delta']),
  ts: z.int(),
  data: z.object({
    s: z.string(),
    b: z.array(z.tuple([z.string(), z.string()])),
    a: z.array(z.tuple([z.string(), z.string()])),
    u: z.int(),
    seq: z.int(),
  }),
});
export type BookMessage = z.infer<typeof BookMessage>;

/** `publicTrade.<symbol>`; `S` is the taker's side. */
export const TradeMessage = z.object({
  topic: z.string(),
  data: z.array(z.object({ T: z.int(), s: z.string(), S: Side, v: z.string(), p: z.string() })),
});
export type TradeMessage = z.infer<typeof TradeMessage>;
