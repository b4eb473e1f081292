import { z } from 'zod';
import type { BreakerAction } from '../domain/risk/breakerActions';
import { atLeastOne, durationMs, fraction, usd } from './fields';

const everything = ['pause-all', 'emergency-shutdown'] as const;

/** What every breaker has; an action that could not name what it stops is not among its choices. */
const breaker = (...actions: readonly BreakerAction[]) =>
  z.strictObject({
    action: z.enum([...actions, ...everything]).describe('what it does when it trips'),
    selfHealing: z.boolean().describe('arms itself again after cooldownMs; else a named operator resets it'),
    cooldownMs: durationMs(),
  });

/** The breakers of docs/architecture.md, one section each. */
export const breakersSchema = z.strictObject({
  evaluateEveryMs: durationMs().describe('pause between two looks at all breakers'),
  dailyLoss: breaker().extend({
    lossUsd: usd().describe('of all trades'),
    lossFraction: fraction().describe('of equity, market-neutral trades alone'),
  }),
  dailyLossDirectional: breaker('stop-strategy').extend({
    lossFraction: fraction().describe('of the bankroll'),
  }),
  drawdown: breaker().extend({
    fallFraction: fraction().describe('from the peak, of equity'),
    targetUsd: usd().describe('shown beside the figure: the smaller of this and targetFraction of equity'),
    targetFraction: fraction(),
    alertUsd: usd().describe('opens an incident: the smaller of this and alertFraction of equity'),
    alertFraction: fraction(),
  }),
  drawdownDirectional: breaker('stop-strategy').extend({
    fallFraction: fraction().describe('of the bankroll'),
  }),
  strategyDrawdown: breaker('stop-strategy').extend({
    fallFraction: fraction().describe('of equity'),
    directionalFallFraction: fraction().describe('of the bankroll, for a directional strategy'),
  }),
  failedTrades: breaker('stop-strategy').extend({ inARow: atLeastOne() }),
  apiErrors: breaker('stop-venue').extend({
    errorFraction: fraction().describe('of the requests in the window'),
    windowMs: durationMs().describe('which requests count; each process counts its own'),
    minRequests: atLeastOne().describe('fewer say nothing'),
    unwindExposed: z.boolean().describe('open trades at the venue are told to unwind'),
  }),
  disconnected: breaker('stop-venue').extend({ afterMs: durationMs() }),
  orphanTime: breaker('stop-pair', 'stop-strategy').extend({ limitMs: durationMs() }),
  reconciliation: breaker('stop-venue'),
  clockSkew: breaker('stop-venue').extend({
    skewMs: durationMs().describe('between the venue’s clock and ours'),
  }),
});
