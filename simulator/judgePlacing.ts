import type { Findings } from './judgeFindings';
import type { JudgeRecord, RecordOf, TimedRecord } from './judgeLog';
import { createOrderNames, type OrderNames, type OrderPlace } from './judgeOrderIds';
import { createTradeWatch, type TradeWatch } from './judgeTradeWatch';

export interface UnplacedRecord {
  readonly timed: TimedRecord;
  /** The books were read after it was written: its trade must stand there. */
  readonly isDue: boolean;
}

/** Gives every order of the venues its trade, by names that the judge reckons itself, and follows what the trades hold. */
export interface Placing {
  readonly names: OrderNames;
  readonly watch: TradeWatch;
  /** Takes records in their order; `written` holds the names that our journal has. What has no trade yet is tried again at the next call. */
  place(records: readonly UnplacedRecord[], written: ReadonlySet<string>): void;
}

export function createPlacing(installationId: string, { find }: Pick<Findings, 'find'>): Placing {
  const names = createOrderNames(installationId);
  const watch = createTradeWatch((tradeId) => names.trade(tradeId));
  const accepted = new Map<string, number>();
  let waiting: UnplacedRecord[] = [];

  function countAccepted(record: JudgeRecord): void {
    if (record.kind !== 'accepted') return;
    const key = [record.venue, record.accountId, record.clientOrderId].join(' ');
    const times = (accepted.get(key) ?? 0) + 1;
    accepted.set(key, times);
    if (times > 1) find('duplicate', `accepted ${times} times: ${key}`);
  }

  /** True where nothing more is to be learned of it. */
  function isPlaced({ timed, isDue }: UnplacedRecord, written: ReadonlySet<string>): boolean {
    const { record, atMs } = timed;
    if (!isOfOrder(record)) return true;
    const { clientOrderId, venue } = record;
    const place = names.placeOf(clientOrderId);
    if (place === undefined) {
      if (isDue) find('difference', `${record.kind} order of no trade: ${venue} ${clientOrderId}`);
      return isDue;
    }
    switch (record.kind) {
      case 'accepted':
        if (isDue && !written.has(clientOrderId))
          find('difference', `accepted and not written down: ${clientOrderId} of ${place.tradeId}`);
        watch.accepted(place);
        break;
      case 'closed':
        watch.closed(place, atMs);
        break;
      case 'filled':
        countFilled(place, record, atMs);
    }
    return true;
  }

  function countFilled(place: OrderPlace, record: RecordOf<'filled'>, atMs: number): void {
    const overfill = watch.filled(place, record, atMs);
    if (overfill !== undefined)
      find('duplicate', `${overfill.tradeId}: ${overfill.why} (${overfill.clientOrderId})`);
  }

  return {
    names,
    watch,
    place(records, written) {
      for (const { timed } of records) countAccepted(timed.record);
      const due = waiting.map(({ timed }) => ({ timed, isDue: true }));
      waiting = [...due, ...records].filter((one) => !isPlaced(one, written));
    },
  };
}

type OrderRecord = RecordOf<'accepted' | 'filled' | 'closed'>;
const OF_ORDER: readonly JudgeRecord['kind'][] = ['accepted', 'filled', 'closed'];
const isOfOrder = (record: JudgeRecord): record is OrderRecord => OF_ORDER.includes(record.kind);
