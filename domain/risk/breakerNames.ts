import type { RiskScope } from './riskState';

/** How a breaker's figure behaves: a `level` falls again by itself, a `count` stands until it is counted anew. */
export type BreakerKind = 'level' | 'count';

export interface BreakerFacts {
  /** What one breaker of this name watches. */
  readonly scope: RiskScope;
  readonly kind: BreakerKind;
  readonly unit: 'USD' | 'trades' | 'share' | 'ms' | 'differences';
  readonly meaning: string;
}

/** Every breaker there is; the denial code of one is `BREAKER_` and its name in capitals. */
export const BREAKERS = {
  'daily-loss': {
    scope: 'global',
    kind: 'count',
    unit: 'USD',
    meaning: 'loss of the UTC day, realised and open',
  },
  'daily-loss-directional': {
    scope: 'global',
    kind: 'count',
    unit: 'USD',
    meaning: 'loss of the UTC day of directional trades',
  },
  drawdown: {
    scope: 'global',
    kind: 'count',
    unit: 'USD',
    meaning: 'fall of the market-neutral result from its peak',
  },
  'drawdown-directional': {
    scope: 'global',
    kind: 'count',
    unit: 'USD',
    meaning: 'fall of the directional result from its peak',
  },
  'strategy-drawdown': {
    scope: 'strategy',
    kind: 'count',
    unit: 'USD',
    meaning: 'fall of one strategy’s result from its peak',
  },
  'failed-trades': { scope: 'strategy', kind: 'count', unit: 'trades', meaning: 'failed trades in a row' },
  'api-errors': {
    scope: 'venue',
    kind: 'level',
    unit: 'share',
    meaning: 'share of requests of late that the venue did not answer usably',
  },
  disconnected: {
    scope: 'venue',
    kind: 'level',
    unit: 'ms',
    meaning: 'how long no public or private stream of the venue works',
  },
  'orphan-time': { scope: 'pair', kind: 'count', unit: 'ms', meaning: 'how long an orphan stood' },
  reconciliation: {
    scope: 'venue',
    kind: 'level',
    unit: 'differences',
    meaning: 'differences between our books and the venue, above dust, whose incident is open',
  },
  'clock-skew': {
    scope: 'venue',
    kind: 'level',
    unit: 'ms',
    meaning: 'distance between the venue’s clock and ours',
  },
} as const satisfies Readonly<Record<string, BreakerFacts>>;

export type BreakerName = keyof typeof BREAKERS;

export const BREAKER_NAMES = Object.keys(BREAKERS) as BreakerName[];

/** `BREAKER_DAILY_LOSS`. */
export const breakerCode = (name: BreakerName): string =>
  `BREAKER_${name.replaceAll('-', '_').toUpperCase()}`;
