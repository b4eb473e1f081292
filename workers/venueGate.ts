import type { VenueId } from '../domain/instrument';
import { openingTransitions } from '../domain/lifecycle/opening';
import type { Denial } from '../domain/opportunity';
import { mayOpen, type ReconciliationReport } from '../domain/reconciliation/report';
import type { ProcessSteps } from '../execution/tradeSteps';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import { pause } from '../runtime/pause';

export interface VenueGateDeps {
  readonly venues: readonly VenueId[];
  /** Makes ready and reconciles one venue; may fail, and is then tried again. */
  readonly admit: (venue: VenueId) => Promise<ReconciliationReport>;
  /** Why nothing may open with the key of this venue, whatever the books say; may fail, and is then tried again. */
  readonly keyDenial: (venue: VenueId) => Promise<Denial | undefined>;
  readonly retryMs: number;
  readonly logger: Logger;
}

/** Keeps openings away from venues that this process has not reconciled since its start. Each venue passes by itself, once. */
export interface VenueGate {
  /** Why nothing may open on these legs yet; `undefined` where every venue has passed. */
  denialOf(legs: readonly { readonly venue: VenueId }[]): Denial | undefined;
  /** Begins to admit; tries each venue again until it has passed. */
  start(): void;
  /** Resolves when the tries under way have ended. */
  stop(): Promise<void>;
}

export function createVenueGate(deps: VenueGateDeps): VenueGate {
  const passed = new Set<VenueId>();
  const refused = new Map<VenueId, Denial>();
  const stopped = new AbortController();
  let admitting: Promise<unknown> = Promise.resolve();

  async function admit(venue: VenueId): Promise<void> {
    while (!stopped.signal.aborted) {
      if (await hasPassed(deps, venue, refused)) {
        passed.add(venue);
        deps.logger.info({ event: 'venue.admitted', venue });
        return;
      }
      await pause(deps.retryMs, stopped.signal);
    }
  }

  return {
    denialOf(legs) {
      const waiting = legs.find(({ venue }) => !passed.has(venue));
      if (waiting === undefined) return undefined;
      const { venue } = waiting;
      return refused.get(venue) ?? { code: 'VENUE_RECONCILING', figures: { venue } };
    },
    start() {
      admitting = Promise.all(deps.venues.map(admit));
    },
    async stop() {
      stopped.abort();
      await admitting;
    },
  };
}

/** A venue or a database that does not answer admits nothing, and is asked again. */
async function hasPassed(
  { admit, keyDenial, logger }: VenueGateDeps,
  venue: VenueId,
  refused: Map<VenueId, Denial>,
): Promise<boolean> {
  try {
    const report = await admit(venue);
    if (!mayOpen(report)) {
      const { outcome, unreadable, unsettled } = report;
      logger.warn({ event: 'venue.notAdmitted', venue, outcome, unreadable, unsettled });
      return false;
    }
    const denial = await keyDenial(venue);
    if (denial === undefined) return true;
    refused.set(venue, denial);
    logger.error({ event: 'venue.keyRefused', venue, code: denial.code });
  } catch (error) {
    logger.warn({ event: 'venue.notAdmitted', venue, err: error });
  }
  return false;
}

/** The same steps; an opening on a venue that has not passed is refused, and one that stands already is adopted. Open trades go on. */
export const gatedSteps = (
  steps: ProcessSteps,
  gate: Pick<VenueGate, 'denialOf'>,
  clock: Clock,
): ProcessSteps => ({
  ...steps,
  openLegs(plan, transitions) {
    const denial = gate.denialOf(plan.legs);
    return denial === undefined
      ? steps.openLegs(plan, transitions)
      : steps.refuseOpening(plan, denial, transitions);
  },
  openAhead(plan, onLeft) {
    const denial = gate.denialOf(plan.legs);
    return denial === undefined
      ? steps.openAhead(plan, onLeft)
      : steps.refuseOpening(plan, denial, openingTransitions(plan, clock.nowMs()));
  },
});
