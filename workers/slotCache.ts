import type { PlannedSlot } from '../domain/planTrade';

/** A slot row of the database as a notification or a read tells it. */
export interface SlotRow {
  readonly strategy: string;
  readonly pairKey: string;
  readonly slot: number;
  readonly counter: number;
  readonly busy: boolean;
  readonly nextOpenAtMs: number;
}

export interface SlotCache {
  /** A slot that looks free now, taken in this cache until its row is heard of again; `undefined` where none is. */
  take(strategy: string, pairKey: string, nowMs: number): PlannedSlot | undefined;
  /** Gives back a slot whose trade could not be started. */
  release(strategy: string, pairKey: string, planned: PlannedSlot): void;
  /** Takes over what the database says; older news than what is known is ignored. */
  apply(row: SlotRow): void;
  /** Slots taken by open trades, as far as this cache knows. */
  readonly busy: number;
}

/**
 * A trader's copy of the slot rows. It only saves useless starts: the row in the database decides, and a stale copy is denied there.
 * A pair that was never traded has no row; its first counter is 1.
 */
export function createSlotCache(slotsPerPair: number): SlotCache {
  const rows = new Map<string, { counter: number; busy: boolean; nextOpenAtMs: number }>();
  const keyOf = (strategy: string, pairKey: string, slot: number) =>
    `${strategy}\n${pairKey}\n${String(slot)}`;

  function take(strategy: string, pairKey: string, nowMs: number): PlannedSlot | undefined {
    for (let slot = 0; slot < slotsPerPair; slot += 1) {
      const key = keyOf(strategy, pairKey, slot);
      const row = rows.get(key) ?? { counter: 1, busy: false, nextOpenAtMs: 0 };
      if (row.busy || row.nextOpenAtMs > nowMs) continue;
      rows.set(key, { ...row, busy: true });
      return { slot, slotCounter: row.counter };
    }
    return undefined;
  }

  function apply(row: SlotRow): void {
    const key = keyOf(row.strategy, row.pairKey, row.slot);
    const known = rows.get(key);
    if (known !== undefined && known.counter > row.counter) return;
    rows.set(key, { counter: row.counter, busy: row.busy, nextOpenAtMs: row.nextOpenAtMs });
  }

  function release(strategy: string, pairKey: string, { slot, slotCounter }: PlannedSlot): void {
    apply({ strategy, pairKey, slot, counter: slotCounter, busy: false, nextOpenAtMs: 0 });
  }

  return {
    take,
    release,
    apply,
    get busy() {
      return [...rows.values()].filter((row) => row.busy).length;
    },
  };
}
