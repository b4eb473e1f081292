import { createTickBook } from '../../domain/arrayTickBook';
import type { Instrument } from '../../domain/instrument';
import { Exact, asPrice, asQty } from '../../domain/money';
import type { Fill, OrderReport, OrderStatus } from '../../domain/order';
import { systemClock } from '../../runtime/clock';
import type { Logger } from '../../runtime/logger';
import { NEVER_FROZEN } from '../../venues/freezeState';
import type { PrivateStream } from '../../venues/privateStream';
import type { OrderGateway } from '../../venues/orderGateway';
import type {
  AuthenticatedVenueDeps,
  VenueAdapter,
  VenueCredentials,
  VenueEndpoints,
} from '../../venues/venueAdapter';
import type {
  ContractClient,
  ContractFill,
  ContractOrder,
  ContractOrderState,
  ContractPlacement,
  ContractRejection,
  ContractTop,
} from './contractClient';
import { createEventLog } from './eventLog';

export interface NativeClientDeps {
  readonly adapter: VenueAdapter;
  readonly endpoints: VenueEndpoints;
  readonly credentials: VenueCredentials;
  readonly symbols: readonly string[];
  readonly logger: Logger;
}

/** Our own venue client behind the interface of the contract suite. */
export function createNativeClient(deps: NativeClientDeps): ContractClient {
  const { adapter, endpoints, logger } = deps;
  const base = { endpoints, clock: systemClock, logger };
  const orderEvents = createEventLog<OrderReport>();
  const fillEvents = createEventLog<Fill>();
  let instruments: Instrument[] = [];
  let gateway: OrderGateway | undefined;
  let stream: PrivateStream | undefined;

  const authenticated = (): AuthenticatedVenueDeps => ({
    ...base,
    credentials: deps.credentials,
    instruments,
    budgetFraction: 1,
    freeze: NEVER_FROZEN,
  });

  function instrumentOf(symbol: string): Instrument {
    const found = instruments.find((instrument) => instrument.symbol === symbol);
    if (found === undefined) throw new Error(`${adapter.venue} does not list ${symbol}`);
    return found;
  }

  function orders(): OrderGateway {
    if (gateway === undefined) throw new Error('connect first');
    return gateway;
  }

  const refOf = (symbol: string, clientOrderId: string) => ({
    venue: adapter.venue,
    instrumentId: instrumentOf(symbol).id,
    clientOrderId,
  });

  async function subscribePrivate(): Promise<void> {
    await new Promise<void>((resolve) => {
      const listener = {
        onOrder: (report: OrderReport) => {
          orderEvents.push(report);
        },
        onFill: (fill: Fill) => {
          fillEvents.push(fill);
        },
        onBalances: () => undefined,
        onHealthy: (healthy: boolean) => {
          if (healthy) resolve();
        },
      };
      stream = adapter.createPrivateStream({ ...authenticated(), listener });
      stream.start();
    });
  }

  async function place(order: ContractOrder): Promise<ContractPlacement> {
    const outcome = await orders().send(
      {
        ...refOf(order.symbol, order.clientOrderId),
        side: order.side,
        qty: asQty(order.qty),
        limitPrice: order.limitPrice === undefined ? undefined : asPrice(order.limitPrice),
        timeInForce: order.timeInForce,
        reduceOnly: false,
      },
      { wallMs: systemClock.nowMs() + 1_000, monotonicNs: systemClock.monotonicNs() + 1_000_000_000n },
    );
    switch (outcome.kind) {
      case 'confirmed':
        return { kind: 'confirmed', venueOrderId: outcome.report.venueOrderId };
      case 'rejected':
        return { kind: 'rejected', reason: rejectionOf(outcome.rejection.text) };
      case 'unknown':
        return { kind: 'rejected', reason: rejectionOf(outcome.cause) };
      case 'notSent':
        throw new Error(`not sent: ${outcome.cause}`);
    }
  }

  return {
    name: 'native',
    async keyRights() {
      const rights = await adapter.createAccountReader(authenticated()).keyPermissions();
      return { trade: rights.canTrade, withdraw: rights.canWithdraw, ipBound: rights.ipBound };
    },
    async connect() {
      instruments = await adapter.loadInstruments(base, deps.symbols);
      gateway = adapter.createOrderGateway(authenticated());
      await gateway.warmUp();
      await subscribePrivate();
    },
    async close() {
      await stream?.stop();
      await gateway?.close();
    },
    market(symbol) {
      const { tickSize, lotSize, base: baseAsset, quote } = instrumentOf(symbol);
      return Promise.resolve({ tickSize, lotSize, base: baseAsset, quote });
    },
    nextTop: (symbol, accept) => nextTop(deps, instrumentOf(symbol), accept),
    place,
    async lookUp(symbol, clientOrderId) {
      const outcome = await orders().lookUp(refOf(symbol, clientOrderId));
      if (outcome.kind === 'unreadable') throw new Error(outcome.cause);
      return outcome.kind === 'found' ? stateOf(outcome.report) : undefined;
    },
    async cancel(symbol, clientOrderId) {
      const outcome = await orders().cancel(refOf(symbol, clientOrderId));
      if (outcome.kind === 'unknown') throw new Error(outcome.cause);
      return outcome.kind;
    },
    cancelAll: (symbol) => orders().cancelAll(instrumentOf(symbol).id),
    async openOrders(symbol) {
      return (await orders().openOrders(instrumentOf(symbol).id)).map(stateOf);
    },
    async fills(symbol, clientOrderId) {
      const ref = refOf(symbol, clientOrderId);
      const outcome = await orders().lookUp(ref);
      if (outcome.kind !== 'found') return [];
      const found = await orders().fillsOf({ ...ref, venueOrderId: outcome.report.venueOrderId });
      return found.map(contractFill);
    },
    async balances() {
      const balances = await adapter.createAccountReader(authenticated()).balances();
      return new Map(balances.map(({ asset, free, total }) => [asset, { free, total }]));
    },
    async nextOrderEvent(clientOrderId: string, status: OrderStatus) {
      return stateOf(
        await orderEvents.next((event) => event.clientOrderId === clientOrderId && event.status === status),
      );
    },
    async nextFillEvent(clientOrderId) {
      return contractFill(await fillEvents.next((event) => event.clientOrderId === clientOrderId));
    },
  };
}

/** Runs a feed until its synchronised top is accepted. */
async function nextTop(
  deps: NativeClientDeps,
  instrument: Instrument,
  accept: (top: ContractTop) => boolean,
): Promise<ContractTop> {
  const book = createTickBook(4_096);
  const priceText = (side: 0 | 1): string =>
    new Exact(instrument.tickSize).times(book.priceTicks(side, 0)).toFixed();
  let check: () => void = () => undefined;
  const feed = deps.adapter.createMarketFeed({
    endpoints: deps.endpoints,
    clock: systemClock,
    logger: deps.logger,
    books: [{ instrument, book }],
    listener: {
      onBook: () => {
        check();
      },
      onTrust: (_index, trust) => {
        if (trust.kind === 'synced') check();
      },
      onTrade: () => undefined,
      onBadMessage: () => undefined,
      onLatency: () => undefined,
    },
  });
  try {
    return await new Promise<ContractTop>((resolve) => {
      check = () => {
        if (book.depth(0) === 0 || book.depth(1) === 0) return;
        const top = { bid: priceText(0), ask: priceText(1) };
        if (accept(top)) resolve(top);
      };
      feed.start();
    });
  } finally {
    await feed.stop();
  }
}

function stateOf({ clientOrderId, venueOrderId, status, filledQty }: OrderReport): ContractOrderState {
  return { clientOrderId, venueOrderId, status, filledQty };
}

function contractFill({ venueTradeId, clientOrderId, price, qty, fee, feeAsset }: Fill): ContractFill {
  return { venueTradeId, clientOrderId, price, qty, fee, feeAsset };
}

function rejectionOf(text: string): ContractRejection {
  if (/insufficient|balance/i.test(text)) return 'insufficientFunds';
  if (/duplicate/i.test(text)) return 'duplicateId';
  return /filter|precision|price|quantity|qty|size|notional|lower limit|minimum|post/i.test(text)
    ? 'invalidOrder'
    : 'other';
}
