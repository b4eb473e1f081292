import type { EventEmitter } from 'node:events';
import type { JudgeLog, JudgeRecord } from './judgeLog';
import type { SimFill, SimOrder, SimVenueEvents } from './simulatedVenue';
import type { VenueState } from './venueState';

export interface RecorderDeps {
  readonly state: VenueState;
  readonly log: JudgeLog;
  readonly events: EventEmitter<SimVenueEvents>;
}

export interface Recorder {
  /**
   * Writes the records, then lets the state follow; returns the function that tells the listeners, to be called once the
   * book has followed too, so that nobody hears of a fill while the book still shows its size.
   */
  commit(records: readonly JudgeRecord[]): () => void;
}

interface OrderChange {
  readonly order: SimOrder;
  readonly newFills: readonly SimFill[];
}

/** The one way by which anything becomes true at a venue: log first, state second, events last. */
export function createRecorder({ state, log, events }: RecorderDeps): Recorder {
  /** The order as it stands after this record, with the fill that the record brought. */
  function changeOf(record: JudgeRecord): OrderChange | undefined {
    if (record.kind !== 'accepted' && record.kind !== 'filled' && record.kind !== 'closed') return undefined;
    const order = state.orders.byOrderId(record.orderId);
    if (!order) return undefined;
    return { order, newFills: record.kind === 'filled' ? order.fills.slice(-1) : [] };
  }

  function tell(changes: readonly OrderChange[]): void {
    for (const { order, newFills } of mergedFills(changes)) events.emit('order', order, newFills);
    for (const accountId of new Set(changes.map((change) => change.order.accountId)))
      events.emit('balances', accountId, state.accounts.balances(accountId));
  }

  return {
    commit: (records) => {
      log.append(records);
      const changes: OrderChange[] = [];
      for (const record of records) {
        state.apply(record);
        const change = changeOf(record);
        if (change) changes.push(change);
      }
      return () => {
        tell(changes);
      };
    },
  };
}

/** All fills that one order got in one go are one change of it. */
function mergedFills(changes: readonly OrderChange[]): OrderChange[] {
  const merged: OrderChange[] = [];
  for (const change of changes) {
    const at = merged.findIndex(
      ({ order, newFills }) => order.orderId === change.order.orderId && newFills.length > 0,
    );
    const earlier = merged[at];
    if (change.newFills.length > 0 && earlier)
      merged[at] = { order: change.order, newFills: [...earlier.newFills, ...change.newFills] };
    else merged.push(change);
  }
  return merged;
}
