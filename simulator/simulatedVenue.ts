/**
 * The contract between the matching core and the wire façades. The core knows no venue's JSON; a façade knows no matching.
 * Prices and sizes are integers here: ticks and lots of the market.
 */

/** A market of one simulated venue and the filters that its façade publishes and the core enforces. */
export interface SimMarket {
  readonly symbol: string; // the venue's own name, `BTCUSDT`
  readonly base: string;
  readonly quote: string;
  /** Decimal text. */
  readonly tickSize: string;
  readonly lotSize: string;
  readonly minQty: string;
  readonly maxQty: string;
  readonly minNotional: string;
  readonly takerFeeBps: string;
  readonly makerFeeBps: string;
}

export type SimSide = 'buy' | 'sell';
export type SimOrderType = 'limit' | 'market';
export type SimTimeInForce = 'GTC' | 'IOC' | 'FOK' | 'postOnly';
export type SimOrderStatus = 'new' | 'partiallyFilled' | 'filled' | 'cancelled' | 'expired' | 'rejected';

/** Reasons the core refuses an order; each façade maps them to its venue's codes. */
export type SimRejectReason =
  | 'unknownSymbol'
  | 'duplicateClientOrderId'
  | 'insufficientBalance'
  | 'priceTick'
  | 'lotSize'
  | 'minQty'
  | 'maxQty'
  | 'minNotional'
  | 'postOnlyWouldTake'
  | 'marketHalted'
  | 'noLiquidity'
  | 'injected';

export interface SimNewOrder {
  readonly symbol: string;
  readonly side: SimSide;
  readonly type: SimOrderType;
  readonly timeInForce: SimTimeInForce;
  /** Decimal text as the client sent it; the core checks steps. Absent for market orders. */
  readonly price: string | undefined;
  /** Base quantity; exactly one of `qty` and `quoteQty`. */
  readonly qty: string | undefined;
  readonly quoteQty: string | undefined;
  readonly clientOrderId: string;
}

export interface SimFill {
  readonly tradeId: number;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly symbol: string;
  readonly side: SimSide;
  /** Decimal text. */
  readonly price: string;
  readonly qty: string;
  readonly fee: string;
  readonly feeAsset: string;
  readonly liquidity: 'maker' | 'taker';
  readonly timeMs: number;
}

export interface SimOrder {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly symbol: string;
  readonly side: SimSide;
  readonly type: SimOrderType;
  readonly timeInForce: SimTimeInForce;
  readonly price: string;
  readonly qty: string;
  readonly filledQty: string;
  readonly quoteFilled: string;
  readonly status: SimOrderStatus;
  readonly rejectReason: SimRejectReason | undefined;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly fills: readonly SimFill[];
}

export type SimSubmitResult =
  | { readonly kind: 'accepted'; readonly order: SimOrder }
  | { readonly kind: 'rejected'; readonly reason: SimRejectReason };

export interface SimBalance {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
}

/** `[price, size]` in decimal text with the market's precision; size "0" (as formatted) deletes. */
export type SimLevel = readonly [price: string, qty: string];

/** One batch of book changes; `firstUpdateId` continues the previous batch's `lastUpdateId` + 1. */
export interface SimBookDelta {
  readonly symbol: string;
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
  readonly bids: readonly SimLevel[];
  readonly asks: readonly SimLevel[];
  readonly timeMs: number;
}

export interface SimTop {
  readonly symbol: string;
  readonly updateId: number;
  readonly bid: SimLevel;
  readonly ask: SimLevel;
  readonly timeMs: number;
}

export interface SimPublicTrade {
  readonly symbol: string;
  readonly tradeId: number;
  readonly price: string;
  readonly qty: string;
  readonly takerSide: SimSide;
  readonly timeMs: number;
}

export interface SimVenueEvents {
  bookDelta: [SimBookDelta];
  top: [SimTop];
  trade: [SimPublicTrade];
  /** After every change of an order, once per change; carries the fills of that change alone. */
  order: [order: SimOrder, newFills: readonly SimFill[]];
  balances: [accountId: string, balances: readonly SimBalance[]];
}

/** What a façade must do to one request or one stream because a fault was planted. Drawn from the fault plan, one at a time. */
export type RequestFault =
  | { readonly kind: 'dropReplyAfterAccept' }
  | { readonly kind: 'error5xxBefore' }
  | { readonly kind: 'error5xxAfter' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'rateLimit429'; readonly retryAfterMs: number }
  | { readonly kind: 'delayReply'; readonly ms: number }
  | { readonly kind: 'delayArrival'; readonly ms: number }
  | { readonly kind: 'garbageReply' };

export type StreamFault =
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'silent'; readonly ms: number }
  | { readonly kind: 'sequenceGap' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'duplicateEvents' }
  | { readonly kind: 'reorderEvents' }
  | { readonly kind: 'delayEvents'; readonly ms: number };

export type RequestClass = 'order' | 'cancel' | 'lookUp' | 'account' | 'market';

export interface SimFaults {
  /** The fault that this request must suffer, if any; consumes one use. */
  onRequest(requestClass: RequestClass): RequestFault | undefined;
  /** The fault that the next frame of this stream must suffer, if any; consumes one use. */
  onFrame(stream: 'public' | 'private'): StreamFault | undefined;
  /** Venue clock minus true time. */
  clockSkewMs(): number;
  /** Reads (look-up, open orders, fills) show the world as it was this long ago. */
  readLagMs(): number;
}

/** What a key may do; a venue's key can trade and not withdraw unless it was made otherwise. */
export interface SimKeyPermissions {
  readonly trade: boolean;
  readonly withdraw: boolean;
  readonly ipBound: boolean;
}

export interface SimCredentials {
  readonly accountId: string;
  readonly apiSecret: string;
  readonly permissions: SimKeyPermissions;
}

/** One simulated venue: many markets, many accounts, one matching engine each market. */
export interface SimulatedVenue {
  readonly venue: string;
  readonly markets: readonly SimMarket[];
  readonly faults: SimFaults;
  /** Venue time, skew included. */
  nowMs(): number;
  credentials(apiKey: string): SimCredentials | undefined;
  submit(accountId: string, order: SimNewOrder): SimSubmitResult;
  /** Puts on record that an order came after its receive window and was refused by the façade. */
  rejectedLate(accountId: string, order: { readonly clientOrderId: string; readonly symbol: string }): void;
  cancel(
    accountId: string,
    ref: { symbol: string; clientOrderId?: string; orderId?: string },
  ): SimOrder | undefined;
  cancelAll(accountId: string, symbol: string): SimOrder[];
  /** Any order, terminal ones included; subject to read lag. */
  order(
    accountId: string,
    ref: { symbol: string; clientOrderId?: string; orderId?: string },
  ): SimOrder | undefined;
  openOrders(accountId: string, symbol?: string): SimOrder[];
  /** Newest last. */
  orders(accountId: string, symbol: string | undefined, limit: number): SimOrder[];
  fills(
    accountId: string,
    filter: { symbol?: string; orderId?: string; sinceMs?: number; limit?: number },
  ): SimFill[];
  balances(accountId: string): SimBalance[];
  snapshot(
    symbol: string,
    depth: number,
  ): { readonly lastUpdateId: number; readonly bids: SimLevel[]; readonly asks: SimLevel[] };
  on<E extends keyof SimVenueEvents>(event: E, listener: (...args: SimVenueEvents[E]) => void): void;
  off<E extends keyof SimVenueEvents>(event: E, listener: (...args: SimVenueEvents[E]) => void): void;
}
