import { OPENINGS, type OpeningWay } from '../../config/schema';
import { UserError } from '../userError';

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
      /** Parts of the places' texts; empty = all. */
      readonly places: readonly string[];
      readonly quick: boolean;
    }
  /** So many trades held while everything is killed at once. */
  | { readonly kind: 'held'; readonly trades: number };

/** What `chaos` was asked for, checked. */
export interface ChaosOptions {
  readonly play: ChaosPlay;
  readonly seed: string;
  /** Played one after the other, each on a stack of its own; rounds are shared out among them. */
  readonly openings: readonly OpeningWay[];
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
  readonly places?: readonly string[];
  readonly held?: string;
  readonly opening?: string;
  readonly json?: boolean;
  readonly writeResults?: boolean;
}

/** @throws UserError naming the flag that is wrong and what it takes. */
export function parseChaosOptions(raw: RawChaosOptions): ChaosOptions {
  const play = playOf(raw);
  const writeResults = raw.writeResults ?? false;
  const isPublished =
    (play.kind === 'matrix' && !play.quick && play.places.length === 0) || play.kind === 'rounds';
  if (writeResults && !isPublished)
    throw new UserError({
      problem: '--write-results has no meaning with a part of a run',
      remedy: 'Use it with --rounds or --matrix, without --only-round, --quick, --places and --held',
    });
  return {
    play,
    seed: raw.seed,
    openings: raw.opening === undefined ? OPENINGS : [parseOpening(raw.opening)],
    json: raw.json ?? false,
    writeResults,
  };
}

/** The round of this number is played by this opening: they take turns, so that every number is played once. */
export function isShareOf({ openings }: ChaosOptions, opening: OpeningWay, index: number): boolean {
  return openings[(index - 1) % openings.length] === opening;
}

/** The openings that have something to play: of a round alone, the one whose turn it is. */
export function openingsPlayed(options: ChaosOptions): readonly OpeningWay[] {
  const { play, openings } = options;
  return play.kind === 'round' ? openings.filter((one) => isShareOf(options, one, play.index)) : openings;
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
    places: raw.places ?? [],
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

function parseOpening(text: string): OpeningWay {
  const opening = OPENINGS.find((one) => one === text);
  if (opening === undefined)
    throw new UserError({
      problem: `--opening "${text}" is not known`,
      remedy: `Choose one of ${OPENINGS.join(', ')}`,
    });
  return opening;
}
