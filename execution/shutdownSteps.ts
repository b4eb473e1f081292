import type { ShutdownSteps } from '../domain/lifecycle/emergencyShutdown';
import type { TradeId } from '../domain/tradePlan';
import type { OrderGateway, VenueCapabilities } from '../venues/orderGateway';
import type { InstrumentId, VenueId } from '../domain/instrument';

/** What an emergency shutdown reads and writes in the database. */
export interface ShutdownRecords {
  /** The control row in one commit. */
  stopEverything(reason: string, requestedBy: string): Promise<void>;
  openTrades(): Promise<readonly { readonly tradeId: TradeId; readonly isOpening: boolean }[]>;
  /** Ids of orders that a step without a result may still be working with. */
  orderIdsOfRunningSteps(): Promise<ReadonlySet<string>>;
  saveSnapshot(reason: string): Promise<string>;
}

export interface ShutdownDeps {
  readonly records: ShutdownRecords;
  readonly gateways: ReadonlyMap<VenueId, OrderGateway>;
  readonly instruments: readonly { readonly id: InstrumentId; readonly venue: VenueId }[];
  readonly sendBeforeMs: number;
  readonly signalShutdown: (
    tradeId: TradeId,
    wish: { reason: string; flatten: boolean },
  ) => Promise<'signalled' | 'gone'>;
}

/** Outside effects of an emergency shutdown, each safe to repeat. @see docs/architecture.md */
export function createShutdownSteps(deps: ShutdownDeps): ShutdownSteps {
  const { records } = deps;
  return {
    async commitControl({ reason, requestedBy }) {
      await records.stopEverything(reason, requestedBy);
      const capabilities = [...deps.gateways.values()].map((gateway) => gateway.capabilities);
      return { barrierMs: barrierMs(deps.sendBeforeMs, capabilities) };
    },
    cancelStrayOrders: () => cancelStrayOrders(deps),
    async signalTrades({ reason, flatten }) {
      const open = await records.openTrades();
      const answers = await Promise.all(
        open.map(async ({ tradeId }) => ({
          tradeId,
          answer: await deps.signalShutdown(tradeId, { reason, flatten }),
        })),
      );
      return {
        signalled: answers.filter(({ answer }) => answer === 'signalled').map(({ tradeId }) => tradeId),
      };
    },
    async tradesNotFlat({ flatten }) {
      const open = await records.openTrades();
      return { tradeIds: open.filter(({ isOpening }) => flatten || isOpening).map(({ tradeId }) => tradeId) };
    },
    async saveSnapshot({ reason }) {
      return { snapshotId: await records.saveSnapshot(reason) };
    },
  };
}

/** After this long no order of a step begun before the control was committed can be accepted any more. */
function barrierMs(sendBeforeMs: number, capabilities: readonly VenueCapabilities[]): number {
  const slowest = capabilities.map(({ windowMinMs, transitToleranceMs }) => windowMinMs + transitToleranceMs);
  return sendBeforeMs + Math.max(0, ...slowest);
}

async function cancelStrayOrders(deps: ShutdownDeps): Promise<{ cancelled: number; stillOpen: number }> {
  const owned = await deps.records.orderIdsOfRunningSteps();
  let cancelled = 0;
  let stillOpen = 0;
  for (const { id, venue } of deps.instruments) {
    const gateway = deps.gateways.get(venue);
    if (gateway === undefined) continue;
    const stray = (await gateway.openOrders(id)).filter((order) => !owned.has(order.clientOrderId));
    const answers = await Promise.all(stray.map((order) => gateway.cancel(order)));
    cancelled += answers.filter((answer) => answer.kind === 'cancelled').length;
    stillOpen += answers.filter((answer) => answer.kind === 'unknown').length;
  }
  return { cancelled, stillOpen };
}
