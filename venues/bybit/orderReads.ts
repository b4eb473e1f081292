import { z } from 'zod';
import type { Instrument } from '../../domain/instrument';
import { isTerminal, type Fill, type OrderRef, type OrderReport } from '../../domain/order';
import type { LookUpOutcome } from '../orderGateway';
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

/** A cursor that never ends would be the venue's fault; 20 pages hold 2 000 executions. */
const MAX_PAGES = 20;

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
      readFills(get, { symbol: instrument.venueSymbol, startTime: Math.floor(sinceMs) }, instrument),
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
      const reply = await get('/v5/order/realtime', {
        symbol: instrument.venueSymbol,
        openOnly: 0,
        limit: 50,
      });
      const { list } = bodyOf(reply, OrderPage, { venue: VENUE, request: 'open orders' });
      return list.map((item) => reportOf(item, instrument)).filter(({ status }) => !isTerminal(status));
    },
    async cancelAll(instrument) {
      const params = { category: CATEGORY, symbol: instrument.venueSymbol };
      const path = '/v5/order/cancel-all';
      const reply = await rest.call({ method: 'POST', path, params, budget: 'cancel' });
      bodyOf(reply, z.unknown(), { venue: VENUE, request: 'cancel all' });
    },
  };
}

/** All pages of the executions that `params` selects. */
async function readFills(get: Get, params: Params, instrument: Instrument): Promise<Fill[]> {
  const found: Fill[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const reply = await get('/v5/execution/list', { ...params, limit: 100, cursor });
    const { list, nextPageCursor } = bodyOf(reply, ExecutionPage, { venue: VENUE, request: 'fills' });
    found.push(...list.filter(isTrade).map((execution) => fillOf(execution, instrument)));
    if (nextPageCursor === undefined || nextPageCursor === '' || list.length === 0) break;
    cursor = nextPageCursor;
  }
  return found;
}
