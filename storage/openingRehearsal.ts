import type { Statement } from './database';
import type { JournalSettings } from './journal';
import { BeginReply } from './journalReplies';
import { callOf } from './storedFunctions';

const NOBODY = 'rehearsal';

/**
 * Begins of openings that run through every path of the stored function and touch no row of anybody: to be undone. Slots are numbered from
 * `slot`, so that two connections that rehearse at once do not wait for each other.
 */
export function openingRehearsal(settings: JournalSettings, slot: number): Statement[] {
  const needs = [
    { capital: [], limits: [] },
    { capital: [{ venue: NOBODY, asset: NOBODY, amount: '1' }], limits: [] },
    { capital: [], limits: [{ key: NOBODY, amount: '1' }] },
  ];
  return needs.map((need, n) => callOf('begin_opening', { ...beginOf(slot + n), ...need, ...settings }));
}

/** False where every begin was denied before it wrote anything: no guard holds a lease yet, or a control is in force. */
export function reachedTheEnd(rows: readonly { readonly answer?: unknown }[]): boolean {
  return rows.some(({ answer }) => BeginReply.safeParse(answer).data?.kind === 'inserted');
}

function beginOf(slot: number) {
  const plan = {
    tradeId: `${NOBODY}/${slot}`,
    mode: 'simulator',
    strategy: NOBODY,
    symbol: NOBODY,
    pairKey: NOBODY,
    slot,
    slotCounter: 1,
    legs: [],
    notionalUsd: '0',
  };
  const transitions = [{ seq: 0, from: 'idle', to: 'validating', cause: NOBODY, atMs: 0, figures: {} }];
  const own = { owner: NOBODY, deadlineAtMs: 0, hasWorkflow: true, allOrdersUsd: '0' };
  return { plan, intents: [], transitions, ...own };
}
