import { z } from 'zod';
import { OPENINGS } from '../../../config/schema';

const times = z.object({
  count: z.number(),
  p50: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
});

const figures = z.object({
  rounds: z.number(),
  notFired: z.number(),
  trades: z.number(),
  duplicates: z.number(),
  uncountedFills: z.number(),
  ledgerDifferences: z.number(),
  stuckTrades: z.number(),
  orphanMs: times.extend({ ownerGone: times, partGone: times, venueAway: times }),
  hedgeGapMs: times,
  recoveryMs: z.record(z.string(), times),
  breakerTrips: z.record(z.string(), z.number()),
});

const provenance = z.object({
  date: z.string(),
  commit: z.string(),
  machine: z.string(),
  command: z.string(),
  seed: z.string(),
  opening: z.enum(OPENINGS),
});

const matrix = provenance.extend({
  victims: z.array(z.string()),
  rows: z.array(
    z.object({
      place: z.string(),
      /** Victim → outcome → how often. */
      outcomes: z.record(z.string(), z.record(z.string(), z.number())),
    }),
  ),
  figures,
});

/** What `docs/crash-matrix.json` holds: the latest results of each kind and opening; the page is drawn from it. */
export const resultsSchema = z.object({
  rounds: z.partialRecord(z.enum(OPENINGS), provenance.extend({ figures })),
  matrix: z.partialRecord(z.enum(OPENINGS), matrix),
});

export type Results = z.infer<typeof resultsSchema>;
export type Provenance = z.infer<typeof provenance>;
export type MatrixResults = z.infer<typeof matrix>;
export type RoundsResults = z.infer<typeof provenance> & { readonly figures: z.infer<typeof figures> };
