import { Exact, ZERO_QTY, asAmount, asQty, type Price, type Qty } from '../../domain/money';
import type { Fill, OrderReport, OrderRequest, OrderStatus } from '../../domain/order';
import {
  VenueReadError,
  type LookUpOutcome,
  type OrderGateway,
  type Rejection,
  type SendDeadline,
  type SendOutcome,
  type VenueCapabilities,
} from '../../venues/orderGateway';

/** What the venue does with the next order. `lateFill` is open when asked and fills at `fillNow`. */
export type NextOrder =
  | { readonly kind: 'fill'; readonly fraction: string; readonly reply: 'given' | 'lost' }
  | { readonly kind: 'reject'; readonly rejection: Rejection }
  /** The bytes leave and never reach the matching engine; the reply is lost too. */
  | { readonly kind: 'lostOnTheWay' }
  | { readonly kind: 'notSent' };

export const FILLED: NextOrder = { kind: 'fill', fraction: '1', reply: 'given' };
export const FILLED_REPLY_LOST: NextOrder = { kind: 'fill', fraction: '1', reply: 'lost' };
export const NO_FUNDS: NextOrder = {
  kind: 'reject',
  rejection: { class: 'final', venueCode: '-2010', text: 'no funds', retryAfterMs: undefined },
};

interface VenueOrder {
  readonly request: OrderRequest;
  readonly venueOrderId: string;
  status: OrderStatus;
  readonly fills: Fill[];
}

export interface FakeVenueOptions {
  readonly venue: string;
  readonly nowMs: () => number;
  readonly capabilities?: Partial<VenueCapabilities>;
  /** Fee of each fill, as a fraction of its quote amount. */
  readonly feeFraction?: string;
}

/** One account at one venue: remembers what it accepted, and does to each order what the test queued (else fills it whole). */
export class FakeVenue {
  /** Every id that the matching engine accepted, in order: an id twice is a duplicate order. */
  readonly accepted: OrderRequest[] = [];
  /** Every id whose bytes left us, accepted or not. */
  readonly sent: OrderRequest[] = [];
  /** Every fill there ever was, those of a second order under the same id too. */
  readonly executions: Fill[] = [];
  readonly cancelled: string[] = [];
  /** Deadlines that went with the orders. */
  readonly deadlines: SendDeadline[] = [];
  lookUps = 0;
  /** Answers look-ups as if nothing were known, as a lagging read replica does. */
  readsLag = false;
  /** Answers no look-up at all. */
  unreadable = false;
  /** Fill reads fail, as on an overloaded venue. */
  fillsUnreadable = false;
  /** Replies say how much is filled and leave the fills to be asked for. */
  repliesWithoutFills = false;
  clock: { nowMs(): number };
  /** Awaited before an order is taken: lets a test hold it or act in between. */
  beforeAccept: (order: OrderRequest) => Promise<void> = () => Promise.resolve();

  readonly gateway: OrderGateway;
  private readonly queue: NextOrder[] = [];
  private readonly orders = new Map<string, VenueOrder>();
  private trades = 0;

  constructor(private readonly options: FakeVenueOptions) {
    this.clock = { nowMs: options.nowMs };
    this.gateway = this.createGateway();
  }

  /** Queues what happens to the next orders; after them each is filled whole. */
  next(...orders: NextOrder[]): void {
    this.queue.push(...orders);
  }

  /** As `next`, in place of all that was queued before. */
  setNext(orders: readonly NextOrder[]): void {
    this.queue.splice(0, this.queue.length, ...orders);
  }

  /** Every execution there ever was. */
  allFills(): Fill[] {
    return [...this.orders.values()].flatMap((order) => order.fills);
  }

  /** Fills (part of) an order that the venue holds or held, later than anyone expected. */
  fillNow(request: OrderRequest, qty: Qty): Fill {
    const order = this.orders.get(request.clientOrderId) ?? this.accept(request);
    const fill = this.fillOf(order, qty);
    order.fills.push(fill);
    order.status = filledQty(order).eq(request.qty) ? 'filled' : order.status;
    return fill;
  }

  duplicates(): string[] {
    const ids = this.sent.map((order) => order.clientOrderId);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  }

  private createGateway(): OrderGateway {
    return {
      venue: this.options.venue,
      capabilities: { ...CAPABILITIES, venue: this.options.venue, ...this.options.capabilities },
      send: (order, deadline, onWritten = () => undefined) => this.send(order, deadline, onWritten),
      lookUp: ({ clientOrderId }) => Promise.resolve(this.lookUp(clientOrderId)),
      cancel: ({ clientOrderId }) => {
        const order = this.orders.get(clientOrderId);
        if (order?.status !== 'open' && order?.status !== 'partiallyFilled')
          return Promise.resolve({ kind: 'notOpen' });
        order.status = 'cancelled';
        this.cancelled.push(clientOrderId);
        return Promise.resolve({ kind: 'cancelled', report: this.report(order) });
      },
      cancelAll: () => Promise.resolve(),
      openOrders: () =>
        Promise.resolve(
          [...this.orders.values()]
            .filter((order) => order.status === 'open')
            .map((order) => this.report(order)),
        ),
      fillsOf: ({ clientOrderId }) =>
        this.fillsUnreadable
          ? Promise.reject(new VenueReadError(this.options.venue, 'fills', { detail: 'HTTP 502' }))
          : Promise.resolve([...(this.orders.get(clientOrderId)?.fills ?? [])]),
      fillsSince: () => Promise.resolve(this.allFills()),
      warmUp: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  private async send(
    order: OrderRequest,
    deadline: SendDeadline,
    onWritten: () => void,
  ): Promise<SendOutcome> {
    const next = this.queue.shift() ?? FILLED;
    if (next.kind === 'notSent' || deadline.wallMs <= this.clock.nowMs())
      return { kind: 'notSent', cause: 'send_before has passed' };
    this.sent.push(order);
    this.deadlines.push(deadline);
    onWritten();
    const sent = { writtenAtNs: process.hrtime.bigint(), windowMs: 250 };
    await this.beforeAccept(order);
    if (next.kind === 'lostOnTheWay') return { ...sent, kind: 'unknown', cause: 'no reply' };
    if (next.kind === 'reject') return { ...sent, kind: 'rejected', rejection: next.rejection };
    const accepted = this.accept(order);
    const qty = new Exact(order.qty).times(next.fraction);
    if (qty.gt(0)) accepted.fills.push(this.fillOf(accepted, asQty(qty)));
    accepted.status = qty.eq(order.qty) ? 'filled' : order.timeInForce === 'GTC' ? 'open' : 'expired';
    if (next.reply === 'lost') return { ...sent, kind: 'unknown', cause: 'no reply' };
    return { ...sent, kind: 'confirmed', report: this.report(accepted) };
  }

  private lookUp(clientOrderId: string): LookUpOutcome {
    this.lookUps += 1;
    if (this.unreadable) return { kind: 'unreadable', cause: 'HTTP 502' };
    const order = this.orders.get(clientOrderId);
    if (order === undefined || this.readsLag) return { kind: 'notFound' };
    return { kind: 'found', report: this.report(order) };
  }

  private accept(request: OrderRequest): VenueOrder {
    this.accepted.push(request);
    const order: VenueOrder = {
      request,
      venueOrderId: `${this.options.venue}-${this.accepted.length}`,
      status: 'open',
      fills: [],
    };
    this.orders.set(request.clientOrderId, order);
    return order;
  }

  private fillOf({ request, venueOrderId }: VenueOrder, qty: Qty): Fill {
    const price = limitOf(request);
    this.trades += 1;
    const fill: Fill = {
      venue: request.venue,
      instrumentId: request.instrumentId,
      clientOrderId: request.clientOrderId,
      venueOrderId,
      venueTradeId: String(this.trades),
      side: request.side,
      price,
      qty,
      fee: asAmount(
        new Exact(price)
          .times(qty)
          .times(this.options.feeFraction ?? '0.001')
          .decimalPlaces(12),
      ),
      feeAsset: 'USDT',
      liquidity: 'taker',
      exchangeTimeMs: this.clock.nowMs(),
    };
    this.executions.push(fill);
    return fill;
  }

  private report(order: VenueOrder): OrderReport {
    const { request } = order;
    const filled = filledQty(order);
    return {
      venue: request.venue,
      instrumentId: request.instrumentId,
      clientOrderId: request.clientOrderId,
      venueOrderId: order.venueOrderId,
      side: request.side,
      status: order.status,
      qty: request.qty,
      filledQty: filled.isZero() ? ZERO_QTY : asQty(filled),
      avgPrice: filled.isZero() ? undefined : limitOf(request),
      fills: this.repliesWithoutFills ? [] : [...order.fills],
      rejectReason: undefined,
      exchangeTimeMs: this.clock.nowMs(),
    };
  }
}

const CAPABILITIES: VenueCapabilities = {
  venue: 'fake',
  lookUpByClientOrderId: true,
  replyTimeoutMs: 20,
  transitToleranceMs: 20,
  readLagMs: 40,
  windowMinMs: 10,
  hasOrderWindow: true,
};

const filledQty = (order: VenueOrder): Exact =>
  order.fills.reduce((sum, fill) => sum.plus(fill.qty), new Exact(0));

function limitOf(request: OrderRequest): Price {
  if (request.limitPrice === undefined)
    throw new Error(`${request.clientOrderId} has no limit: every order of ours carries a bound`);
  return request.limitPrice;
}
