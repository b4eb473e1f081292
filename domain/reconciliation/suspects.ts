import { differenceKey, type Difference } from './difference';

/** Two readings less than this apart are one: what is on its way to the books arrives within it. */
export const APART_MS = 2_000;

/** One reading of books and venue, compared. */
export interface ComparedReading {
  readonly atMs: number;
  readonly differences: readonly Difference[];
  /** True where this reading says nothing of the subject: its part could not be read, or has to be read again. */
  readonly isSilentOn: (difference: Difference) => boolean;
}

/** A difference that was seen and does not count yet. */
interface Suspect {
  readonly difference: Difference;
  /** When it was first seen so. */
  readonly sinceMs: number;
  /** True where the run waits until it is decided. */
  readonly isFollowed: boolean;
}

/** What the readings of one run say together; keys are those of the differences. */
export interface Weighing {
  /** Count: seen twice, `APART_MS` apart, with nothing between that explains it. */
  readonly confirmed: ReadonlyMap<string, Difference>;
  readonly suspects: ReadonlyMap<string, Suspect>;
}

export const NOTHING_WEIGHED: Weighing = { confirmed: new Map(), suspects: new Map() };

/**
 * Weighs one more reading. A difference counts when it is there again `APART_MS` later and no event of ours lies between, or when it is
 * still exactly the same in spite of events, each of which the cut of its reading has taken into account. What a reading says nothing of is
 * neither confirmed nor cleared; what it shows to agree is cleared. With `follows` new suspects are followed.
 */
export function weigh(before: Weighing, reading: ComparedReading, follows: boolean): Weighing {
  const isUntold = ({ difference }: { readonly difference: Difference }): boolean =>
    !isTold(reading, difference);
  const confirmed = new Map([...before.confirmed].filter(([, difference]) => isUntold({ difference })));
  const suspects = new Map([...before.suspects].filter(([, suspect]) => isUntold(suspect)));
  for (const difference of reading.differences) {
    const key = differenceKey(difference);
    const suspect = suspectNow(before.suspects.get(key), { difference, reading, follows });
    if (before.confirmed.has(key) || reading.atMs - suspect.sinceMs >= APART_MS)
      confirmed.set(key, difference);
    else suspects.set(key, suspect);
  }
  return { confirmed, suspects };
}

/** The suspect goes on, or begins anew where something happened meanwhile. */
function suspectNow(
  earlier: Suspect | undefined,
  { difference, reading, follows }: { difference: Difference; reading: ComparedReading; follows: boolean },
): Suspect {
  const sinceMs = staysSame(earlier, difference) ? earlier.sinceMs : reading.atMs;
  return { difference, sinceMs, isFollowed: follows || earlier?.isFollowed === true };
}

/** Subjects that the run still waits for. */
export const undecidedIn = ({ suspects }: Weighing): string[] =>
  [...suspects].filter(([, { isFollowed }]) => isFollowed).map(([key]) => key);

/** True where the reading says of this subject that it differs or that it agrees. */
const isTold = ({ differences, isSilentOn }: ComparedReading, difference: Difference): boolean =>
  !isSilentOn(difference) || differences.some((each) => differenceKey(each) === differenceKey(difference));

function staysSame(earlier: Suspect | undefined, now: Difference): earlier is Suspect {
  if (earlier === undefined) return false;
  return earlier.difference.mark === now.mark || sizeOf(earlier.difference) === sizeOf(now);
}

/** What must not have changed where events lie between: of a balance the difference itself, both sides move with the trading. */
export function sizeOf(difference: Difference): string {
  return 'difference' in difference
    ? difference.difference
    : JSON.stringify([difference.ours, difference.theirs]);
}
