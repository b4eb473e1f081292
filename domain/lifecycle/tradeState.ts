/** States of a trade, in the order of its life (`docs/architecture.md`, *life of a trade*). */
export const TRADE_STATES = [
  'idle',
  'validating',
  'opening',
  'chasing',
  'hedging',
  'holding',
  'settling',
  'redeeming',
  'unwinding',
  'closed',
] as const;

export type TradeState = (typeof TRADE_STATES)[number];

export type TradeOutcome = 'completed' | 'denied' | 'aborted' | 'unwound' | 'needs-operator';
