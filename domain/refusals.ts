import { BREAKER_NAMES, BREAKERS, breakerCode } from './risk/breakerNames';

/** Why a refusal happens and what an operator can do about it. */
export interface Refusal {
  readonly why: string;
  readonly remedy: string;
}

const PLAIN = {
  EDGE_BELOW_MINIMUM: {
    why: 'costs leave less than `strategies.spread.minNetBps`',
    remedy: 'nothing; it is the normal answer',
  },
  EDGE_GONE: {
    why: 'the market moved before the orders left',
    remedy: 'nothing; if frequent, look at the load of the machine',
  },
  OPPORTUNITY_EXPIRED: {
    why: 'the opportunity was older than `strategies.spread.opportunityTtlMs` when its orders were to leave',
    remedy: 'nothing; if frequent, look at the load of the machine',
  },
  DEPTH_BELOW_MINIMUM: {
    why: 'too little in the books within the worst price',
    remedy: 'nothing; or lower `minDepthUsd`',
  },
  DEPTH_MISSING: {
    why: 'the books do not hold the size, or no price to reverse a leg at',
    remedy: 'nothing; or lower `maxNotionalUsd`',
  },
  LIMIT_BELOW_COSTS: { why: 'no limit price covers the costs', remedy: 'nothing' },
  PRICE_OUTSIDE_COLLAR: {
    why: 'a leg’s worst price is further than `limits.priceCollarBps` from the median of all venues',
    remedy: 'look at the book of the named instrument: it is broken, or its market is',
  },
  SIZE_BELOW_MINIMUM: {
    why: 'less than the venues’ smallest order is left',
    remedy: 'more capital, or a larger `maxNotionalUsd`',
  },
  INVENTORY_MISSING: {
    why: 'the coin or cash is not free at that venue',
    remedy: 'move it there; `asset` and `venue` are named',
  },
  STREAM_UNHEALTHY: {
    why: 'a feed is silent, late, or its clock is off',
    remedy: 'wait; if it stays, check the venue and `streams.stalenessMs`',
  },
  STREAM_RECONCILING: {
    why: 'a book is being rebuilt or stale',
    remedy: 'wait; if it stays, check the venue',
  },
  QUEUE_FULL: {
    why: 'pushed out of the queue by better opportunities',
    remedy: 'nothing; if frequent, raise `maxConcurrentTrades`',
  },
  QUEUE_EXPIRED: {
    why: 'ended while it waited for a free slot',
    remedy: 'nothing; if frequent, raise `maxConcurrentTrades`',
  },
  SLOT_BUSY: {
    why: 'a trade of this pair and direction is open, as this trader knows',
    remedy: 'nothing; `slotsPerPair` allows more',
  },
  SLOT_TAKEN: {
    why: 'a trade of this pair and direction is open, as the database knows',
    remedy: 'nothing; `slotsPerPair` allows more',
  },
  SLOT_COOLING_DOWN: { why: 'a trade of this slot closed a moment ago', remedy: 'nothing' },
  SLOT_STALE: { why: 'the trader’s picture of the slot was old', remedy: 'nothing' },
  LIMIT_EXCEEDED: {
    why: 'the named limit is used up, or the order or trade is larger than it allows; `limit_is=0` means that equity is not known yet',
    remedy: 'wait for open trades, or raise `limits`; at 0 check Redis (prices) and the balances',
  },
  LIMIT_ORDER_RATE: {
    why: 'more orders began at this venue than `venues.<name>.orderRate` allows',
    remedy: 'nothing; or raise it, below what the venue allows',
  },
  LIMITS_STALE: {
    why: 'operations has not refreshed the named limit for `limits.maxAgeMs`',
    remedy: '`health`: start operations',
  },
  CEILING_ORDER: {
    why: 'an order is above `ceilings.orderUsd`',
    remedy: 'lower `maxNotionalUsd`, or raise the ceiling',
  },
  CEILING_OPPORTUNITY: {
    why: 'all orders together are above `ceilings.opportunityUsd`',
    remedy: 'lower `maxNotionalUsd`, or raise the ceiling',
  },
  CONTROL_PAUSED: { why: 'a pause is in force', remedy: '`health` names the command that lifts it' },
  CONTROL_KILLED: { why: 'a kill is in force', remedy: '`health` names the command that lifts it' },
  CONTROL_SHUTDOWN: {
    why: 'an emergency shutdown is in force',
    remedy: '`health` names the command that lifts it',
  },
  CONTROL_STOPPED: { why: 'the trade was told to stop before it opened', remedy: 'nothing' },
  CONTROL_FROZEN: {
    why: 'everything is frozen: nothing is sent and nothing cancelled',
    remedy: '`holdfast freeze off`, when the cause is gone',
  },
  GUARD_ABSENT: {
    why: 'no guard holds the lease: nobody would take over',
    remedy: '`health`: start the guard and its standby',
  },
  DURABILITY_UNPROVEN: {
    why: 'Temporal has not answered of late, and a trade that opens before its workflow needs it',
    remedy: '`health`: look at Temporal; or `opening: workflow-first`',
  },
  VENUE_RECONCILING: {
    why: 'this trader has not yet compared its books with the named venue',
    remedy: 'wait; if it stays, `holdfast reconcile` says why',
  },
  KEY_WITHDRAWS: {
    why: 'the key of the named venue may withdraw',
    remedy: 'make a key that may trade and not withdraw, and remove this one',
  },
  KEY_CANNOT_TRADE: {
    why: 'the key of the named venue may not trade',
    remedy: 'allow spot trading for the key at the venue',
  },
  LATCH_ORDER_POSTING: {
    why: '`LIVE_ORDER_POSTING_ENABLED` is not true',
    remedy: 'use `simulator` or `paper`',
  },
  LATCH_TRADING_MODE: {
    why: 'the run-time trading mode is not `LIVE`',
    remedy: 'use `simulator` or `paper`',
  },
  LATCH_INTELLIGENCE_GATE: {
    why: 'no second computation has confirmed the opportunity, or the gate is off without a recorded reason',
    remedy: 'use `simulator` or `paper`',
  },
  LATCH_LIVE_REFUSED: { why: 'this version trades no real money', remedy: 'use `simulator` or `paper`' },
  TRADE_CLOSED: { why: 'an opening came after the end of its trade', remedy: 'nothing' },
} as const satisfies Readonly<Record<string, Refusal>>;

/** Codes that our own code names; those of controls and breakers are put together by the stored functions. */
export type RefusalCode = keyof typeof PLAIN;

const BREAKER_REFUSALS: readonly (readonly [string, Refusal])[] = BREAKER_NAMES.map((name) => [
  breakerCode(name),
  {
    why: `tripped breaker: ${BREAKERS[name].meaning}`,
    remedy: '`holdfast breakers`: find the cause, then reset it by name and reason',
  },
]);

/** Every code with which we refuse to trade: `CATEGORY_CONDITION`, told with the figures that decided. */
export const REFUSALS: ReadonlyMap<string, Refusal> = new Map([
  ...Object.entries(PLAIN),
  ...BREAKER_REFUSALS,
]);

/** The table of docs/refusals.md. */
export function refusalTable(): string {
  const rows = [...REFUSALS]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { why, remedy }]) => `| \`${code}\` | ${why} | ${remedy} |`);
  return ['| code | why | what to do |', '|---|---|---|', ...rows].join('\n');
}
