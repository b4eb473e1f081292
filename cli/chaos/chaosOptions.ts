import { UserError } from '../userError';

export const OPENINGS = ['workflow-first', 'journal-first'] as const;
export type Opening = (typeof OPENINGS)[number];

/** What `chaos` was asked for, checked. */
export interface ChaosOptions {
  readonly rounds: number;
  readonly seed: string;
  /** `undefined` = the configuration's. */
  readonly opening: Opening | undefined;
  readonly json: boolean;
  /** Play this round alone. */
  readonly onlyRound: number | undefined;
}

/** As the command line gives them. */
export interface RawChaosOptions {
  readonly rounds: string;
  readonly seed: string;
  readonly opening?: string;
  readonly json?: boolean;
  readonly onlyRound?: string;
}

/** @throws UserError naming the flag that is wrong and what it takes. */
export function parseChaosOptions(raw: RawChaosOptions): ChaosOptions {
  return {
    rounds: parseCount('--rounds', raw.rounds),
    seed: raw.seed,
    opening: raw.opening === undefined ? undefined : parseOpening(raw.opening),
    json: raw.json ?? false,
    onlyRound: raw.onlyRound === undefined ? undefined : parseCount('--only-round', raw.onlyRound),
  };
}

export function parseCount(flag: string, text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new UserError({
      problem: `${flag} "${text}" is not a whole number above 0`,
      remedy: `For example ${flag} 30`,
    });
  return count;
}

export function parseOpening(text: string): Opening {
  const opening = OPENINGS.find((one) => one === text);
  if (opening === undefined)
    throw new UserError({
      problem: `--opening "${text}" is not known`,
      remedy: `Choose one of ${OPENINGS.join(', ')}`,
    });
  return opening;
}
