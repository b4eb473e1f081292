import type { OrderStatus, Side, TimeInForce } from '../../domain/order';

/** What the suite may ask of a client, ours or ccxt's. Prices and sizes are decimal text, symbols canonical (`BTC/USDT`). */
export interface ContractClient {
  /** Shown in the test names: `native`, `ccxt`. */
  readonly name: string;
  /** Streams stand when it resolves; with a key that may not trade that can't be proven by an order. */
  connect(mayTrade?: boolean): Promise<void>;
  close(): Promise<void>;
  market(symbol: string): Promise<ContractMarket>;
  /** The first synchronised best bid and ask for which `accept` is true. */
  nextTop(symbol: string, accept: (top: ContractTop) => boolean): Promise<ContractTop>;
  place(order: ContractOrder): Promise<ContractPlacement>;
  /** `undefined` where the venue knows no such order. */
  lookUp(symbol: string, clientOrderId: string): Promise<ContractOrderState | undefined>;
  cancel(symbol: string, clientOrderId: string): Promise<'cancelled' | 'notOpen'>;
  cancelAll(symbol: string): Promise<void>;
  openOrders(symbol: string): Promise<ContractOrderState[]>;
  fills(symbol: string, clientOrderId: string): Promise<ContractFill[]>;
  /** What the venue says of the key. */
  keyRights(): Promise<{ readonly trade: boolean; readonly withdraw: boolean; readonly ipBound: boolean }>;
  balances(): Promise<ReadonlyMap<string, ContractBalance>>;
  /** The first private order event of this id in this state, those that arrived since `connect` included. */
  nextOrderEvent(clientOrderId: string, status: OrderStatus): Promise<ContractOrderState>;
  /** The first private fill of this id, those that arrived since `connect` included. */
  nextFillEvent(clientOrderId: string): Promise<ContractFill>;
}

export interface ContractMarket {
  readonly tickSize: string;
  readonly lotSize: string;
  readonly base: string;
  readonly quote: string;
}

export interface ContractTop {
  readonly bid: string;
  readonly ask: string;
}

export interface ContractOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: string;
  /** Absent for a market order. */
  readonly limitPrice: string | undefined;
  readonly timeInForce: TimeInForce;
  readonly clientOrderId: string;
}

export type ContractPlacement =
  | { readonly kind: 'confirmed'; readonly venueOrderId: string }
  | { readonly kind: 'rejected'; readonly reason: ContractRejection };

/** The error classes that the suite provokes. */
export type ContractRejection = 'insufficientFunds' | 'invalidOrder' | 'duplicateId' | 'other';

export interface ContractOrderState {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly status: OrderStatus;
  readonly filledQty: string;
}

export interface ContractFill {
  readonly venueTradeId: string;
  readonly clientOrderId: string;
  readonly price: string;
  readonly qty: string;
  /** Positive = we pay. */
  readonly fee: string;
  readonly feeAsset: string;
}

export interface ContractBalance {
  readonly free: string;
  readonly total: string;
}
