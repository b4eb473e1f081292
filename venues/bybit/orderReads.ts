import { z } from 'zod';
import type { Instrument } from '../../domain/instrument';
import { isTerminal, type Fill, type OrderRef, type OrderReport } from '../../domain/order';
import { VenueReadError, type LookUpOutcome } from '../orderGateway';
import { bodyOf, type VenueReply } from '../venueReply';
import { CATEGORY, VENUE } from './capabilities';
import { ExecutionPage, OrderPage } from './messages';
import { fillOf, isTrade, reportOf } from './parse';
import type { BybitRest } from './rest';
import type { Params } from './signing';

/** What can be asked of orders and fills. */
export interface OrderReads {
  lookUp(ref: OrderRef, instrument: Instrument): Promise<LookUpOutcome>;
  /** The order as the realtime endpoint shows it, without fills; `undefined` where it does not show it (yet). */
  realtime(ref: OrderRef, instrument: Instrument): Promise<OrderReport | undefined>;
  /** @throws VenueReadError */
  openOrders(instrument: Instrument): Promise<OrderReport[]>;
  /** @throws VenueReadError */
  fillsOf(clientOrderId: string, instrument: Instrument): Promise<Fill[]>;
  /** @throws VenueReadError */
  fillsSince(sinceMs: number, instrument: Instrument): Promise<Fill[]>;
  /** @throws VenueReadError */
  cancelAll(instrument: Instrument): Promise<void>;
}

/** 50 000 executions. A cursor that never ends would be the venue's fault. */
const MAX_PAGES = 500;
/** The venue takes no longer span between `startTime` and `endTime`. */
const WEEK_MS = 604_800_000;

type Get = (path: string, params: Params) => Promise<VenueReply>;

export function createOrderReads(rest: BybitRest): OrderReads {
  const get: Get = (path, params) =>
    rest.call({ method: 'GET', path, params: { category: CATEGORY, ...params }, budget: 'read' });

  /** `undefined` = the venue shows no such order; throws where it did not answer. */
  async function order(
    path: string,
    ref: OrderRef,
    instrument: Instrument,
  ): Promise<OrderReport | undefined> {
    const params = { symbol: instrument.venueSymbol, orderLinkId: ref.clientOrderId };
    const reply = await get(path, params);
    if (reply.kind === 'refused' && reply.meaning === 'notFound') return undefined;
    const { list } = bodyOf(reply, OrderPage, { venue: VENUE, request: path });
    const found = list.find(({ orderLinkId }) => orderLinkId === ref.clientOrderId);
    return found === undefined ? undefined : reportOf(found, instrument);
  }

  const fillsOf = (clientOrderId: string, instrument: Instrument): Promise<Fill[]> =>
    readFills(get, { symbol: instrument.venueSymbol, orderLinkId: clientOrderId }, instrument);

  return {
    fillsOf,
    fillsSince: (sinceMs, instrument) =>
      readFillsSince(get, instrument, { sinceMs, nowMs: rest.clock.nowMs() }),
    realtime: (ref, instrument) => order('/v5/order/realtime', ref, instrument).catch(() => undefined),
    async lookUp(ref, instrument) {
      try {
        const report =
          (await order('/v5/order/realtime', ref, instrument)) ??
          (await order('/v5/order/history', ref, instrument));
        if (report === undefined) return { kind: 'notFound' };
        if (report.filledQty === '0' || !isTerminal(report.status)) return { kind: 'found', report };
        const found = await fillsOf(ref.clientOrderId, instrument).catch(() => []);
        return { kind: 'found', report: { ...report, fills: found } };
      } catch (error) {
        return { kind: 'unreadable', cause: error instanceof Error ? error.message : 'read failed' };
      }
    },
    async openOrders(instrument) {
      const asked = { path: '/v5/order/realtime', request: 'open orders', page: OrderPage } as const;
      const params = { symbol: instrument.venueSymbol, openOnly: 0, limit: 50 };
      const orders = await readPages(get, asked, params);
      return orders.map((item) => reportOf(item, instrument)).filter(({ status }) => !isTerminal(status));
    },
    async cancelAll(instrument) {
      const params = { category: CATEGORY, symbol: instrument.venueSymbol };
      const path = '/v5/order/cancel-all';
      const reply = await rest.call({ method: 'POST', path, params, budget: 'cancel' });
      bodyOf(reply, z.unknown(), { venue: VENUE, request: 'cancel all' });
    },
  };
}

/** All executions of the instrument in spans that the venue takes. */
async function readFillsSince(
  get: Get,
  instrument: Instrument,
  { sinceMs, nowMs }: { readonly sinceMs: number; readonly nowMs: number },
): Promise<Fill[]> {
  const found: Fill[] = [];
  for (let startTime = Math.floor(sinceMs); startTime <= nowMs; startTime += WEEK_MS) {
    const endTime = startTime + WEEK_MS - 1;
    const week = endTime < nowMs ? { startTime, endTime } : { startTime };
    found.push(...(await readFills(get, { symbol: instrument.venueSymbol, ...week }, instrument)));
  }
  return found;
}

/** All pages of the executions that `params` selects. */
async function readFills(get: Get, params: Params, instrument: Instrument): Promise<Fill[]> {
  const asked = { path: '/v5/execution/list', request: 'fills', page: ExecutionPage } as const;
  const executions = await readPages(get, asked, { ...params, limit: 100 });
  return executions.filter(isTrade).map((execution) => fillOf(execution, instrument));
}

interface Asked<Item> {
  readonly path: string;
  readonly request: string;
  readonly page: z.ZodType<{ list: Item[]; nextPageCursor?: string | undefined }>;
}

/** Follows the cursor to its end. @throws VenueReadError, also where it has none: a part never passes for the whole */
async function readPages<Item>(get: Get, asked: Asked<Item>, params: Params): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const reply = await get(asked.path, { ...params, cursor });
    const { list, nextPageCursor } = bodyOf(reply, asked.page, { venue: VENUE, request: asked.request });
    found.push(...list);
    if (nextPageCursor === undefined || nextPageCursor === '' || list.length === 0) return found;
    cursor = nextPageCursor;
  }
  throw new VenueReadError(VENUE, asked.request, { detail: `more than ${MAX_PAGES} pages` });
}
