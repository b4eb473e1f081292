import type { HttpOutcome } from './httpLane';
import type { VenueReply } from './venueReply';

/** What a venue's REST has been like in the window. */
export interface VenueReading {
  readonly requests: number;
  /** Requests that the venue did not answer usably: no answer, a server error, a rate limit, no connection. */
  readonly errors: number;
  /** Venue clock minus ours in ms; `undefined` before the first measurement. */
  readonly skewMs: number | undefined;
}

/** Counts the requests of one venue in buckets of a second; costs two additions a request. */
export interface VenueMeter {
  /** `reply` is what was made of `outcome`. */
  count(outcome: HttpOutcome, reply: VenueReply, nowMs: number): void;
  measuredSkew(skewMs: number): void;
  read(nowMs: number): VenueReading;
}

/** `windowMs`: what counts as now, rounded up to whole seconds. */
export function createVenueMeter(windowMs: number): VenueMeter {
  const windowS = Math.max(1, Math.ceil(windowMs / 1_000));
  const seconds = new Array<number>(windowS).fill(-1);
  const requests = new Array<number>(windowS).fill(0);
  const errors = new Array<number>(windowS).fill(0);
  let skew: number | undefined;

  function bucketAt(nowMs: number): number {
    const second = Math.floor(nowMs / 1_000);
    const bucket = second % windowS;
    if (seconds[bucket] === second) return bucket;
    seconds[bucket] = second;
    requests[bucket] = 0;
    errors[bucket] = 0;
    return bucket;
  }

  return {
    count(outcome, reply, nowMs) {
      if (outcome.kind === 'notSent' && outcome.isWithdrawn) return; // our own decision, not the venue's doing
      const bucket = bucketAt(nowMs);
      requests[bucket] = (requests[bucket] ?? 0) + 1;
      if (isError(reply)) errors[bucket] = (errors[bucket] ?? 0) + 1;
    },
    measuredSkew(skewMs) {
      skew = skewMs;
    },
    read(nowMs) {
      const oldest = Math.floor(nowMs / 1_000) - windowS;
      const sum = { requests: 0, errors: 0 };
      seconds.forEach((second, bucket) => {
        if (second <= oldest) return;
        sum.requests += requests[bucket] ?? 0;
        sum.errors += errors[bucket] ?? 0;
      });
      return { ...sum, skewMs: skew };
    },
  };
}

/** A refusal with the venue's own reason is an answer: money, size and price are for other limits. */
function isError(reply: VenueReply): boolean {
  switch (reply.kind) {
    case 'ok':
      return false;
    case 'refused':
      return reply.meaning === 'limited' || reply.meaning === 'unknown';
    case 'noAnswer':
    case 'notSent':
      return true;
  }
}
