import { UserError } from '../userError';

export const OPENINGS = ['workflow-first', 'journal-first'] as const;
export type Opening = (typeof OPENINGS)[number];

/** What is played. */
export type ChaosPlay =
  | { readonly kind: 'rounds'; readonly rounds: number }
  /** One round, as it is in a run of any length. */
  | { readonly kind: 'round'; readonly index: number }
  /** Every place, each so many times, or the quick part of them. */
  | {
      readonly kind: 'matrix';
      readonly times: number;
      readonly victims: readonly string[];
      readonly quick: boolean;
    }
  /** So many trades held while everything is killed at once. */
  | { readonly kind: 'held'; readonly trades: number };

/** What `chaos` was asked for, checked. */
export interface ChaosOptions {
  readonly play: ChaosPlay;
  readonly seed: string;
  /** Played one after the other. */
  readonly openings: readonly Opening[];
  readonly json: boolean;
  readonly writeResults: boolean;
}

/** As the command line gives them. */
export interface RawChaosOptions {
  readonly rounds: string;
  readonly seed: string;
  readonly onlyRound?: string;
  readonly matrix?: boolean;
  readonly quick?: boolean;
  readonly times: string;
  readonly victims?: readonly string[];
  readonly held?: string;
  readonly opening?: string;
  readonly json?: boolean;
  readonly writeResults?: boolean;
}

/** The openings that a run covers where none is named. */
const PLAYED_OPENINGS: readonly Opening[] = ['workflow-first'];

/** @throws UserError naming the flag that is wrong and what it takes. */
export function parseChaosOptions(raw: RawChaosOptions): ChaosOptions {
  const play = playOf(raw);
  const writeResults = raw.writeResults ?? false;
  const isPublished = (play.kind === 'matrix' && !play.quick) || play.kind === 'rounds';
  if (writeResults && !isPublished)
    throw new UserError({
      problem: '--write-results has no meaning with a part of a run',
      remedy: 'Use it with --rounds or --matrix, without --only-round, --quick and --held',
    });
  return {
    play,
    seed: raw.seed,
    openings: raw.opening === undefined ? PLAYED_OPENINGS : [parseOpening(raw.opening)],
    json: raw.json ?? false,
    writeResults,
  };
}

function playOf(raw: RawChaosOptions): ChaosPlay {
  const { matrix = false, held, onlyRound } = raw;
  const chosen = [matrix, held !== undefined, onlyRound !== undefined].filter(Boolean).length;
  if (chosen > 1)
    throw new UserError({
      problem: '--matrix, --held and --only-round are different runs',
      remedy: 'Give one of them',
    });
  if (held !== undefined) return { kind: 'held', trades: parseCount('--held', held) };
  if (onlyRound !== undefined) return { kind: 'round', index: parseCount('--only-round', onlyRound) };
  if (!matrix) return { kind: 'rounds', rounds: parseCount('--rounds', raw.rounds) };
  return {
    kind: 'matrix',
    times: parseCount('--times', raw.times),
    victims: raw.victims ?? [],
    quick: raw.quick ?? false,
  };
}

function parseCount(flag: string, text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new UserError({
      problem: `${flag} "${text}" is not a whole number above 0`,
      remedy: `For example ${flag} 30`,
    });
  return count;
}

function parseOpening(text: string): Opening {
  const opening = OPENINGS.find((one) => one === text);
  if (opening === undefined)
    throw new UserError({
      problem: `--opening "${text}" is not known`,
      remedy: `Choose one of ${OPENINGS.join(', ')}`,
    });
  return opening;
}
