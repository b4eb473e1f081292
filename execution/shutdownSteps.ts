import type {
  ShutdownFindings,
  ShutdownReport,
  ShutdownRequest,
  ShutdownSteps,
} from '../domain/lifecycle/emergencyShutdown';
import type { TradeId } from '../domain/tradePlan';
import type { OrderGateway, VenueCapabilities } from '../venues/orderGateway';
import type { InstrumentId, VenueId } from '../domain/instrument';

/** What an emergency shutdown reads and writes in the database. */
export interface ShutdownRecords {
  /** The barrier: control, request and audit in one commit; returns the id of the shutdown that is under way now. */
  request(wish: ShutdownRequest): Promise<string>;
  /** Tells that this driver works on the shutdown; the report where another has ended it. */
  join(
    id: string,
    driver: string,
  ): Promise<{ kind: 'open' } | { kind: 'ended'; report: ShutdownReport | null }>;
  /** As `join`, for the shutdown that is under way, if there is one: whether it flattens by now. */
  stillDriving(driver: string): Promise<{ readonly flatten: boolean }>;
  openTrades(): Promise<readonly { readonly tradeId: TradeId; readonly isOpening: boolean }[]>;
  /** Ids of orders that a step without a result may still be working with. */
  orderIdsOfRunningSteps(): Promise<ReadonlySet<string>>;
  /** State, end and report in one commit; returns the id of the snapshot, `null` where it has to flatten first. */
  end(findings: ShutdownFindings): Promise<string | null>;
}

export interface ShutdownDeps {
  /** Who carries it through, for others who look whether anybody does. */
  readonly driver: string;
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
    async commitControl(wish) {
      const joined = await records.join(wish.requestId ?? (await records.request(wish)), deps.driver);
      const capabilities = [...deps.gateways.values()].map((gateway) => gateway.capabilities);
      const barrier = { barrierMs: barrierMs(deps.sendBeforeMs, capabilities) };
      return joined.kind === 'open' ? barrier : { ...barrier, ended: joined.report ?? lifted(wish) };
    },
    async cancelStrayOrders() {
      await records.stillDriving(deps.driver);
      return cancelStrayOrders(deps);
    },
    async signalTrades(wish) {
      return { signalled: await signalAll(deps, await records.openTrades(), wish) };
    },
    async tradesNotFlat({ reason, ...asked }) {
      const { flatten: byNow } = await records.stillDriving(deps.driver);
      const flatten = asked.flatten || byNow;
      const open = await records.openTrades();
      // who joined has widened it: told at each look, since nothing says whether they know already
      if (flatten && !asked.flatten) await signalAll(deps, open, { reason, flatten });
      const waitedFor = open.filter(({ isOpening }) => flatten || isOpening);
      return { tradeIds: waitedFor.map(({ tradeId }) => tradeId), flatten };
    },
    async saveSnapshot(_wish, findings) {
      return { snapshotId: await records.end(findings) };
    },
  };
}

/** Ids of the trades that have a workflow to be told. */
async function signalAll(
  deps: ShutdownDeps,
  open: Awaited<ReturnType<ShutdownRecords['openTrades']>>,
  { reason, flatten }: Pick<ShutdownRequest, 'reason' | 'flatten'>,
): Promise<TradeId[]> {
  const answers = await Promise.all(
    open.map(async ({ tradeId }) => ({
      tradeId,
      answer: await deps.signalShutdown(tradeId, { reason, flatten }),
    })),
  );
  return answers.filter(({ answer }) => answer === 'signalled').map(({ tradeId }) => tradeId);
}

/** The control was lifted before anybody drove the shutdown. */
const lifted = ({ reason, flatten }: ShutdownRequest): ShutdownReport => ({
  reason: `${reason} (lifted before it began)`,
  flatten,
  cancelledOrders: 0,
  signalledTrades: 0,
  notFlat: [],
  openOrders: 0,
  snapshotId: '',
});

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
