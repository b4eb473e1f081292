import { z } from 'zod';
import type { RequestClass, RequestFault, SimFaults, StreamFault } from './simulatedVenue';

/** Faults of one venue, planted by hand or by a seeded schedule. They fire by count, never by wall time, so that a run repeats. */
const ms = z.number().int().nonnegative();
const requestFaultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dropReplyAfterAccept') }),
  z.strictObject({ kind: z.literal('error5xxBefore') }),
  z.strictObject({ kind: z.literal('error5xxAfter') }),
  z.strictObject({ kind: z.literal('reject') }),
  z.strictObject({ kind: z.literal('rateLimit429'), retryAfterMs: ms }),
  z.strictObject({ kind: z.literal('delayReply'), ms }),
  z.strictObject({ kind: z.literal('delayArrival'), ms }),
  z.strictObject({ kind: z.literal('garbageReply') }),
]);
const streamFaultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('disconnect') }),
  z.strictObject({ kind: z.literal('silent'), ms }),
  z.strictObject({ kind: z.literal('sequenceGap') }),
  z.strictObject({ kind: z.literal('garbage') }),
  z.strictObject({ kind: z.literal('duplicateEvents') }),
  z.strictObject({ kind: z.literal('reorderEvents') }),
  z.strictObject({ kind: z.literal('delayEvents'), ms }),
]);
/** Lets this many matching requests, frames or orders pass first, then fires `times` times in a row. */
const count = {
  after: z.number().int().nonnegative().default(0),
  times: z.number().int().positive().default(1),
};

export const plantedFaultSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('request'),
    requestClass: z.enum(['order', 'cancel', 'lookUp', 'account', 'market']),
    fault: requestFaultSchema,
    ...count,
  }),
  z.strictObject({
    on: z.literal('frame'),
    stream: z.enum(['public', 'private']),
    fault: streamFaultSchema,
    ...count,
  }),
  /** The next orders see at most this base quantity of the book; "0" is no liquidity at all. */
  z.strictObject({ on: z.literal('match'), maxTakeQty: z.string().regex(/^\d+(\.\d+)?$/), ...count }),
  z.strictObject({ on: z.literal('clock'), skewMs: z.number().int() }),
  z.strictObject({ on: z.literal('read'), lagMs: ms }),
]);
export type PlantedFault = z.infer<typeof plantedFaultSchema>;

type CountedFault = Extract<PlantedFault, { after: number }>;

export interface FaultPlan extends SimFaults {
  plant(fault: PlantedFault): void;
  clear(): void;
  /** Base quantity that the order now arriving may take at most; consumes one use. */
  onMatch(): string | undefined;
  /** Counted faults not used up yet, with the counts that are left. */
  pending(): PlantedFault[];
}

export function createFaultPlan(): FaultPlan {
  let counted: { fault: CountedFault; after: number; times: number }[] = [];
  let skewMs = 0;
  let lagMs = 0;

  /** Counts this occasion for every planted fault that matches; the first one due fires. */
  function draw(matches: (fault: CountedFault) => boolean): CountedFault | undefined {
    let drawn: CountedFault | undefined;
    for (const entry of counted) {
      if (!matches(entry.fault)) continue;
      if (entry.after > 0) entry.after -= 1;
      else if (drawn === undefined) {
        entry.times -= 1;
        drawn = entry.fault;
      }
    }
    if (drawn) counted = counted.filter((entry) => entry.times > 0);
    return drawn;
  }

  function onRequest(requestClass: RequestClass): RequestFault | undefined {
    const drawn = draw((fault) => fault.on === 'request' && fault.requestClass === requestClass);
    return drawn?.on === 'request' ? drawn.fault : undefined;
  }

  function onFrame(stream: 'public' | 'private'): StreamFault | undefined {
    if (counted.length === 0) return undefined;
    const drawn = draw((fault) => fault.on === 'frame' && fault.stream === stream);
    return drawn?.on === 'frame' ? drawn.fault : undefined;
  }

  return {
    onRequest,
    onFrame,
    onMatch: () => {
      const drawn = draw((fault) => fault.on === 'match');
      return drawn?.on === 'match' ? drawn.maxTakeQty : undefined;
    },
    clockSkewMs: () => skewMs,
    readLagMs: () => lagMs,
    plant: (fault) => {
      if (fault.on === 'clock') skewMs = fault.skewMs;
      else if (fault.on === 'read') lagMs = fault.lagMs;
      else counted.push({ fault, after: fault.after, times: fault.times });
    },
    clear: () => {
      counted = [];
      skewMs = 0;
      lagMs = 0;
    },
    pending: () => counted.map(({ fault, after, times }) => ({ ...fault, after, times })),
  };
}
