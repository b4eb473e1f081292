import type { Situation } from '../domain/lifecycle/steps';
import type { TradeId } from '../domain/tradePlan';
import { chosenReserves } from './chosenReserves';
import type { Facts, OrderIntent, TradeRecord } from './journal';
import { withFacts } from './knownTrade';
import { openOrders } from './openOrders';
import { notSent, sendIntents } from './sendIntents';
import type { StepDeps } from './stepDeps';

/**
 * Reserve orders of openings: per leg one that completes it and one that reverses it, written down with the opening. While the journal does
 * not answer, no step can begin; then the process that began the opening, and no other, removes an orphan with them. They may leave only in
 * the first part of an orphan's time, before the guard may come, and until this process has said that they never left.
 */
export interface Reserves {
  /** From the begin of the opening on; `untilMs`: when bytes may leave at the latest. */
  hold(tradeId: TradeId, reserves: readonly OrderIntent[], untilMs: number): void;
  /** A step has begun whose orders are to leave now: no reserve leaves beside them. True where reserves left before it; then they must not. */
  giveWay(tradeId: TradeId): Promise<boolean>;
  /** The trade with what this process knows of its reserves: those that have not left, and what became of the others. */
  view(record: TradeRecord): Promise<TradeRecord>;
  /** Whether reserves of this trade were sent; once it is known what became of them. */
  areUsed(tradeId: TradeId): Promise<boolean>;
  /** The trade as a step leaves it, before that is stored: what of the reserves has to be stored with it. */
  leave(record: TradeRecord, situation: Situation): Promise<Facts>;
  /** What `leave` said is stored. */
  stored(tradeId: TradeId): void;
  /** The journal is silent about this trade: sends what removes its orphan, where that is still allowed. */
  rescue(tradeId: TradeId): void;
}

interface Held {
  readonly reserves: readonly OrderIntent[];
  untilMs: number;
  /** An orphan has stood, and a clock ends what may be done about it here. */
  isTimed: boolean;
  /** The trade while an orphan stands and no order of it is on its way. */
  orphaned: TradeRecord | undefined;
  /** Somebody was told that none has left: from then on none may. */
  isClosed: boolean;
  sending: Promise<Facts> | undefined;
}

/** The guard may come when the orphan's share for chasing is over: by then a reserve order has arrived, or can't any more. */
const BEFORE_GUARD_MS = 50;
const RESOLVE_MS = 500;
const NOTHING: Facts = { orders: [], fills: [] };

/** One per process. */
export function createReserves(deps: StepDeps): Reserves {
  const held = new Map<TradeId, Held>();

  return {
    hold(tradeId, reserves, untilMs) {
      const fresh = { isTimed: false, orphaned: undefined, isClosed: false, sending: undefined };
      held.set(tradeId, { reserves, untilMs, ...fresh });
    },
    async giveWay(tradeId) {
      const entry = held.get(tradeId);
      if (entry !== undefined) entry.orphaned = undefined;
      return (await entry?.sending) !== undefined;
    },
    async view(record) {
      const entry = held.get(record.plan.tradeId);
      return entry === undefined
        ? record
        : withFacts(record, (await entry.sending) ?? neverSent(entry.reserves));
    },
    async areUsed(tradeId) {
      return (await held.get(tradeId)?.sending) !== undefined;
    },
    async leave(record, situation) {
      const entry = held.get(record.plan.tradeId);
      if (entry === undefined) return NOTHING;
      if (entry.sending !== undefined) return entry.sending;
      // an order whose fate is open may still fill: nothing may be sent against it, so that the reserves are of no use
      if (situation.kind === 'orphan' && openOrders(record).length === 0 && !entry.isClosed) {
        entry.orphaned = record;
        if (!entry.isTimed) {
          const { knownAtMs } = situation;
          closeInTime(deps, entry, { record, knownAtMs, onClosed: () => held.delete(record.plan.tradeId) });
        }
        if (deps.clock.nowMs() < entry.untilMs) return NOTHING;
      }
      entry.isClosed = true;
      return neverSent(entry.reserves);
    },
    stored(tradeId) {
      const entry = held.get(tradeId);
      if (entry?.isClosed === true || entry?.sending !== undefined) held.delete(tradeId);
    },
    rescue(tradeId) {
      const entry = held.get(tradeId);
      if (entry?.orphaned === undefined || entry.isClosed || entry.sending !== undefined) return;
      const chosen = chosenReserves(deps, entry.orphaned, entry.reserves);
      if (chosen.length === 0 || entry.untilMs <= deps.clock.nowMs()) return;
      deps.logger.error({ event: 'step.journalAway', tradeId });
      entry.sending = send(deps, entry, chosen);
      entry.sending.catch(() => undefined); // told to whoever asks next
    },
  };
}

const neverSent = (intents: readonly OrderIntent[]): Facts => ({
  orders: intents.map(({ clientOrderId }) => notSent(clientOrderId)),
  fills: [],
});

interface Closing {
  readonly record: TradeRecord;
  readonly knownAtMs: number;
  readonly onClosed: () => void;
}

/** Before the guard may come the journal is told what never left, so that the guard need not ask for it. */
function closeInTime(deps: StepDeps, entry: Held, { record, knownAtMs, onClosed }: Closing): void {
  const { tradeId, deadlines, mode } = record.plan;
  entry.isTimed = true;
  entry.untilMs = Math.min(entry.untilMs, knownAtMs + deadlines.orphanChaseMs - BEFORE_GUARD_MS);
  const close = async () => {
    if (entry.isClosed || entry.sending !== undefined) return;
    entry.isClosed = true;
    await deps.journal.recordFacts(neverSent(entry.reserves), mode);
    onClosed();
  };
  // while the journal is away this is said with the next result of a step
  const onError = (error: unknown) => {
    deps.logger.warn({ event: 'reserves.notClosed', tradeId, error });
  };
  setTimeout(() => void close().catch(onError), entry.untilMs - deps.clock.nowMs()).unref();
}

/** Sends the chosen ones, each once, while they may leave; what became of all of them, as far as that is known soon after. */
async function send(deps: StepDeps, entry: Held, chosen: readonly OrderIntent[]): Promise<Facts> {
  const { untilMs, reserves } = entry;
  const leftMs = Math.max(0, Math.floor(untilMs - deps.clock.nowMs()));
  const deadline = {
    wallMs: untilMs,
    monotonicNs: deps.clock.monotonicNs() + BigInt(leftMs) * 1_000_000n,
  };
  const sending = { step: 'open', deadline, resolveUntilMs: untilMs + RESOLVE_MS } as const;
  const { facts } = await sendIntents(deps, chosen, sending);
  const isChosen = ({ clientOrderId }: OrderIntent) =>
    chosen.some((each) => each.clientOrderId === clientOrderId);
  const others = neverSent(reserves.filter((each) => !isChosen(each)));
  return { orders: [...facts.orders, ...others.orders], fills: facts.fills };
}
