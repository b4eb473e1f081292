import { z } from 'zod';
import { PROCESS_MODES } from '../domain/mode';
import { asAmount } from '../domain/money';
import { BREAKER_NAMES } from '../domain/risk/breakerNames';

/** What the stored functions of the breakers answer. */

const amount = z.string().transform((text) => asAmount(text));
const name = z.enum(BREAKER_NAMES);
const scope = z.enum(['global', 'venue', 'strategy', 'pair']);
const action = z.enum(['stop-pair', 'stop-strategy', 'stop-venue', 'pause-all', 'emergency-shutdown']);

export const RiskFigures = z.object({
  /** UTC day by the clock of the database. */
  day: z.string(),
  /** Sum over all venue accounts. */
  balances: z.array(z.object({ asset: z.string(), balance: amount })),
  breakers: z.array(
    z.object({ name, scope, key: z.string(), state: z.enum(['armed', 'tripped']), revision: z.number() }),
  ),
  marks: z.array(
    z.object({
      account: z.string(),
      day: z.string(),
      dayStartUsd: z.string().nullable(),
      peakUsd: z.string().nullable(),
      alerted: z.boolean(),
      revision: z.number(),
    }),
  ),
  /** Result of all closed trades. */
  realised: z.array(z.object({ strategy: z.string(), usd: z.string() })),
  realisedToday: z.array(z.object({ strategy: z.string(), usd: z.string() })),
  /** What open trades have bought (positive) and sold, fees included. */
  open: z.array(z.object({ strategy: z.string(), asset: z.string(), amount })),
  /** Newest first. */
  closed: z.array(
    z.object({
      strategy: z.string(),
      trades: z.array(
        z.object({
          outcome: z.enum(['completed', 'aborted', 'unwound', 'needs-operator']),
          pnlUsd: z.string(),
        }),
      ),
    }),
  ),
  /** In the window, all processes together; the worst of them where they differ. */
  venues: z.array(
    z.object({
      venue: z.string(),
      requests: z.number(),
      errors: z.number(),
      downMs: z.number(),
      skewMs: z.number().nullable(),
    }),
  ),
  orphans: z.array(
    z.object({ pairKey: z.string(), strategy: z.string(), tradeId: z.string(), ms: z.number() }),
  ),
  differences: z.array(z.object({ venue: z.string(), count: z.number() })),
});
export type RiskFigures = z.infer<typeof RiskFigures>;

export const BreakerChanges = z.array(
  z.object({
    change: z.enum(['tripped', 'healed']),
    name,
    scope,
    key: z.string(),
    value: z.string(),
    threshold: z.string(),
    action,
  }),
);
export type BreakerChange = z.infer<typeof BreakerChanges>[number];

export const ResetBreakers = z.array(z.object({ name, scope, key: z.string(), action }));
export type ResetBreaker = z.infer<typeof ResetBreakers>[number];

export const BreakerRow = z.object({
  mode: z.string(),
  name,
  scope,
  key: z.string(),
  state: z.enum(['armed', 'tripped']),
  action,
  value: z.string(),
  threshold: z.string(),
  figures: z.record(z.string(), z.string()),
  observed_at_ms: z.number(),
  tripped_at_ms: z.number().nullable(),
  trips: z.number(),
  reset_by: z.string().nullable(),
  reset_reason: z.string().nullable(),
  reset_at_ms: z.number().nullable(),
  stops: z.array(z.object({ scope, key: z.string(), state: z.enum(['REDUCING', 'HALTED']) })),
});

export const FollowUpRow = z.object({
  name,
  scope,
  key: z.string(),
  revision: z.number(),
  value: z.string(),
  threshold: z.string(),
  follow_up: z.enum(['emergency-shutdown', 'unwind']),
  shutdown_id: z.string().nullable(),
});

export const RiskStateRow = z.object({
  scope: z.enum(['global', 'venue', 'strategy', 'pair', 'trade']),
  key: z.string(),
  state: z.enum(['REDUCING', 'HALTED']),
});
export type RiskStateLine = z.infer<typeof RiskStateRow>;

export const ModeRow = z.object({ mode: z.enum(PROCESS_MODES) });
