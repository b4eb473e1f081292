import type { SimFill, SimOrder } from './simulatedVenue';

export interface OrderRef {
  readonly symbol: string;
  readonly clientOrderId?: string;
  readonly orderId?: string;
}

/** Every order of one venue with its earlier versions, so that a read can show the world as it was. */
export interface OrderStore {
  put(order: SimOrder): void;
  byOrderId(orderId: string): SimOrder | undefined;
  /** The newest order where a client id was used again. */
  find(accountId: string, ref: OrderRef, asOfMs: number): SimOrder | undefined;
  /** Orders of the account in order of arrival, as they stood at `asOfMs`. */
  list(accountId: string, symbol: string | undefined, asOfMs: number): SimOrder[];
  /** Orders whose last known state is open, of all accounts. */
  open(): SimOrder[];
  usedClientOrderId(accountId: string, clientOrderId: string): SimOrder | undefined;
  fills(accountId: string, asOfMs: number): SimFill[];
}

export const isOpen = (order: SimOrder): boolean =>
  order.status === 'new' || order.status === 'partiallyFilled';

export function createOrderStore(): OrderStore {
  const versions = new Map<string, SimOrder[]>();
  const openIds = new Set<string>();
  const idsByClientId = new Map<string, string[]>();
  const idsByAccount = new Map<string, string[]>();

  const clientKey = (accountId: string, clientOrderId: string): string => `${accountId}/${clientOrderId}`;
  const latest = (orderId: string): SimOrder | undefined => versions.get(orderId)?.at(-1);
  const asOf = (orderId: string, timeMs: number): SimOrder | undefined =>
    versions.get(orderId)?.findLast((order) => order.updatedMs <= timeMs);

  function remember(order: SimOrder): void {
    versions.set(order.orderId, [order]);
    push(idsByClientId, clientKey(order.accountId, order.clientOrderId), order.orderId);
    push(idsByAccount, order.accountId, order.orderId);
  }

  function candidates(accountId: string, ref: OrderRef): readonly string[] {
    if (ref.orderId !== undefined) return [ref.orderId];
    return idsByClientId.get(clientKey(accountId, ref.clientOrderId ?? '')) ?? [];
  }

  return {
    put: (order) => {
      const known = versions.get(order.orderId);
      if (known) known.push(order);
      else remember(order);
      if (isOpen(order)) openIds.add(order.orderId);
      else openIds.delete(order.orderId);
    },
    byOrderId: latest,
    find: (accountId, ref, asOfMs) =>
      present(candidates(accountId, ref).map((id) => asOf(id, asOfMs))).findLast(
        (order) => order.accountId === accountId && order.symbol === ref.symbol,
      ),
    list: (accountId, symbol, asOfMs) =>
      present((idsByAccount.get(accountId) ?? []).map((id) => asOf(id, asOfMs))).filter(
        (order) => symbol === undefined || order.symbol === symbol,
      ),
    open: () => present([...openIds].map(latest)),
    usedClientOrderId: (accountId, clientOrderId) =>
      latest(idsByClientId.get(clientKey(accountId, clientOrderId))?.at(-1) ?? ''),
    fills: (accountId, asOfMs) =>
      (idsByAccount.get(accountId) ?? [])
        .flatMap((id) => latest(id)?.fills ?? [])
        .filter((fill) => fill.timeMs <= asOfMs)
        .sort((a, b) => a.tradeId - b.tradeId),
  };
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value): value is T => value !== undefined);
}
