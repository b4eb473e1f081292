import type { RiskStop } from './riskState';

/** What a tripped breaker does. */
export type BreakerAction = 'stop-pair' | 'stop-strategy' | 'stop-venue' | 'pause-all' | 'emergency-shutdown';

/** Whom a verdict is about, as far as it is about somebody. */
export interface BreakerSubject {
  readonly pairKeys?: readonly string[];
  readonly strategies?: readonly string[];
  readonly venue?: string;
}

/** What this action stops. An emergency shutdown halts, everything else leaves open trades their choice of repair. */
export function stopsOf(action: BreakerAction, subject: BreakerSubject): RiskStop[] {
  switch (action) {
    case 'stop-pair':
      return (subject.pairKeys ?? []).map((key) => ({ scope: 'pair', key, state: 'REDUCING' }));
    case 'stop-strategy':
      return (subject.strategies ?? []).map((key) => ({ scope: 'strategy', key, state: 'REDUCING' }));
    case 'stop-venue':
      return subject.venue === undefined ? [] : [{ scope: 'venue', key: subject.venue, state: 'REDUCING' }];
    case 'pause-all':
      return [{ scope: 'global', key: '', state: 'REDUCING' }];
    case 'emergency-shutdown':
      return [{ scope: 'global', key: '', state: 'HALTED' }];
  }
}

/** Both directions of a pair: the instruments are the same, and so is what was slow. */
export function bothDirections(pairKey: string): string[] {
  const reversed = pairKey.split('>').reverse().join('>');
  return reversed === pairKey ? [pairKey] : [pairKey, reversed];
}
