import type { TradeId } from '../tradePlan';

export interface ShutdownRequest {
  readonly reason: string;
  /** Close what is open; otherwise open positions go on, reducing only. */
  readonly flatten: boolean;
  readonly requestedBy: string;
  /** Of the request that is carried out; without one, a shutdown that is under way is joined, or a new one is requested. */
  readonly requestId?: string | undefined;
}

/** Where a shutdown stands when a driver takes it up. */
export interface Barrier {
  /** How long orders of begins before the control may still be accepted. */
  readonly barrierMs: number;
  /** Set where another driver has carried it through already. */
  readonly ended?: ShutdownReport | undefined;
}

/** Outside effects of an emergency shutdown; each may run twice. */
export interface ShutdownSteps {
  /** Commits the global control, where that has not been done: from here on no begin adds risk. */
  commitControl(request: ShutdownRequest): Promise<Barrier>;
  /** Cancels the orders that no current step owns, on all venues. Returns how many orders are open after that. */
  cancelStrayOrders(): Promise<{ readonly cancelled: number; readonly stillOpen: number }>;
  /** Signals every open trade; returns the ids signalled. */
  signalTrades(request: ShutdownRequest): Promise<{ readonly signalled: readonly TradeId[] }>;
  /** Open trades that still have to become flat: all where the shutdown flattens by now, else those still opening. */
  tradesNotFlat(request: ShutdownRequest): Promise<NotFlat>;
  /**
   * Saves positions, orders, balances, open trades and the reason for the post-mortem, and with them the end and the report. `null` where
   * somebody has asked to flatten, too, since the last look: then nothing has ended.
   */
  saveSnapshot(
    request: ShutdownRequest,
    soFar: ShutdownFindings,
  ): Promise<{ readonly snapshotId: string | null }>;
}

export interface NotFlat {
  readonly tradeIds: readonly TradeId[];
  /** Whether the shutdown flattens: as it was asked for, or as somebody who joined it has asked since. */
  readonly flatten: boolean;
}

/** What a shutdown did and left. */
export interface ShutdownFindings {
  readonly reason: string;
  /** Whether what was open was to be closed. */
  readonly flatten: boolean;
  readonly cancelledOrders: number;
  readonly signalledTrades: number;
  /** Not flat when the patience was over: the guard's, or an operator's. */
  readonly notFlat: readonly TradeId[];
  readonly openOrders: number;
}

export interface ShutdownReport extends ShutdownFindings {
  readonly snapshotId: string;
  /** `workflow`, or the guard that did it without Temporal; absent in what the driver itself returns. */
  readonly drivenBy?: string | undefined;
}

export interface ShutdownRuntime {
  readonly steps: ShutdownSteps;
  readonly sleep: (ms: number) => Promise<void>;
}

const LOOK_AGAIN_MS = 250;
/** Looks until nothing is open: two minutes, then the report says what is left. */
const MOST_LOOKS = 480;

/**
 * The barrier: after the control is committed, no later begin adds risk, and the orders of earlier ones can't be accepted once their
 * window is over. So what is cancelled after that stays cancelled.
 */
export async function shutDown(request: ShutdownRequest, runtime: ShutdownRuntime): Promise<ShutdownReport> {
  const { steps, sleep } = runtime;
  const { barrierMs, ended } = await steps.commitControl(request);
  if (ended !== undefined) return ended;
  const { signalled } = await steps.signalTrades(request);
  const early = await steps.cancelStrayOrders();
  await sleep(barrierMs);

  const orders = await cancelUntilNothingIsOpen(runtime);
  for (;;) {
    const { tradeIds: notFlat, flatten } = await waitUntilFlat(request, runtime);
    const findings: ShutdownFindings = {
      reason: request.reason,
      flatten,
      cancelledOrders: early.cancelled + orders.cancelled,
      signalledTrades: signalled.length,
      notFlat,
      openOrders: orders.stillOpen,
    };
    const { snapshotId } = await steps.saveSnapshot(request, findings);
    if (snapshotId !== null) return { ...findings, snapshotId };
  }
}

async function cancelUntilNothingIsOpen({
  steps,
  sleep,
}: ShutdownRuntime): Promise<{ cancelled: number; stillOpen: number }> {
  let cancelled = 0;
  for (let look = 1; ; look++) {
    const answer = await steps.cancelStrayOrders();
    cancelled += answer.cancelled;
    if (answer.stillOpen === 0 || look >= MOST_LOOKS) return { cancelled, stillOpen: answer.stillOpen };
    await sleep(LOOK_AGAIN_MS);
  }
}

async function waitUntilFlat(request: ShutdownRequest, { steps, sleep }: ShutdownRuntime): Promise<NotFlat> {
  for (let look = 1; ; look++) {
    const seen = await steps.tradesNotFlat(request);
    if (seen.tradeIds.length === 0 || look >= MOST_LOOKS) return seen;
    await sleep(LOOK_AGAIN_MS);
  }
}
