import type { Denial } from '../domain/opportunity';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import { repeat } from '../runtime/repeat';

export interface DurabilityGateDeps {
  /** Resolves when Temporal's persistence has answered; rejects otherwise, within about `freshMs`. */
  readonly probe: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Pause between two probes. */
  readonly everyMs: number;
  /** How long an answer counts, from when its probe was sent. */
  readonly freshMs: number;
}

export interface DurabilityGate {
  /** Why nothing may open before its workflow exists; `undefined` while persistence is known to answer. */
  refusal(): Denial | undefined;
  stop(): Promise<void>;
}

/**
 * Orders that leave before their workflow exists need a Temporal that will take it: else trades open that nobody carries on. An answer
 * counts from when it was asked for, by the monotonic clock: one that lay in the socket of a frozen process proves nothing of now.
 * Closed until the first answer.
 */
export function createDurabilityGate({ probe, clock, logger, ...times }: DurabilityGateDeps): DurabilityGate {
  let provenAtNs: bigint | undefined;
  const ageMs = () => (provenAtNs === undefined ? Infinity : Number(clock.monotonicNs() - provenAtNs) / 1e6);

  async function ask(): Promise<void> {
    const askedAtNs = clock.monotonicNs();
    const wasOpen = isOpen();
    await probe();
    provenAtNs = askedAtNs;
    if (!wasOpen && isOpen()) logger.info({ event: 'durability.proven' });
  }

  const isOpen = () => ageMs() <= times.freshMs;
  const loop = repeat(ask, { name: 'durability', everyMs: times.everyMs, logger });
  return {
    refusal() {
      if (isOpen()) return undefined;
      const sinceMs = provenAtNs === undefined ? 'never' : ageMs().toFixed(0);
      return { code: 'DURABILITY_UNPROVEN', figures: { sinceMs, freshMs: String(times.freshMs) } };
    },
    stop: () => loop.stop(),
  };
}
