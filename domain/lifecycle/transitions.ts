import { TRADE_STATES, type TradeState } from './tradeState';

/** The only moves that a trade may make: from each state, the states it may leave to. @see docs/architecture.md, *life of a trade* */
const LEGAL_TRANSITIONS: Readonly<Record<TradeState, readonly TradeState[]>> = {
  idle: ['validating', 'closed'],
  validating: ['opening', 'closed'],
  opening: ['chasing', 'hedging', 'holding', 'settling', 'unwinding', 'closed'],
  chasing: ['hedging', 'holding', 'settling', 'unwinding', 'closed'],
  hedging: ['holding', 'settling', 'unwinding'],
  holding: ['hedging', 'settling', 'unwinding'],
  settling: ['redeeming', 'closed', 'hedging', 'unwinding'],
  redeeming: ['closed'],
  unwinding: ['closed'],
  closed: [],
};

/** A bug: the trade stops where it is and the operator is paged, until a fixed build takes it on. */
export class IllegalTransitionError extends Error {
  override readonly name = 'IllegalTransitionError';
  constructor(
    readonly from: TradeState,
    readonly to: TradeState,
  ) {
    const legal = LEGAL_TRANSITIONS[from].join(', ');
    super(`a trade can't go from ${from} to ${to} (legal: ${legal === '' ? 'none, it is final' : legal})`);
  }
}

export function isLegal(from: TradeState, to: TradeState): boolean {
  return LEGAL_TRANSITIONS[from].includes(to);
}

/** `to`, where the move is legal. @throws IllegalTransitionError */
export function transition(from: TradeState, to: TradeState): TradeState {
  if (!isLegal(from, to)) throw new IllegalTransitionError(from, to);
  return to;
}

/** All 100 pairs of states with their verdict, row by row. */
export function transitionMatrix(): { from: TradeState; to: TradeState; legal: boolean }[] {
  return TRADE_STATES.flatMap((from) => TRADE_STATES.map((to) => ({ from, to, legal: isLegal(from, to) })));
}
