import { OPENINGS, type OpeningWay } from '../../config/schema';
import { asBps, NotADecimalError, type Bps } from '../../domain/money';
import { parseDurationMs } from '../duration';
import { UserError } from '../userError';

/** What `demo` was asked for, checked. */
export interface DemoOptions {
  /** `undefined` = until Ctrl-C. */
  readonly forMs: number | undefined;
  readonly json: boolean;
  readonly market: 'synthetic' | 'replay';
  /** Where in the recording the replay begins. */
  readonly fromMs: number;
  readonly fees: 'real' | 'zero';
  /** `undefined` = the configuration's. */
  readonly minNetBps: Bps | undefined;
  readonly seed: number;
  /** `undefined` = the configuration's. */
  readonly opening: OpeningWay | undefined;
  /** Everything is killed, frozen and restarted at random places meanwhile. */
  readonly chaos: boolean;
  /** Names or kinds; empty = all that the configuration enables. */
  readonly strategies: readonly string[];
}

/** As the command line gives them: text or absent. */
export interface RawDemoOptions {
  readonly for?: string;
  readonly json?: boolean;
  readonly market: string;
  readonly from?: string;
  readonly fees: string;
  readonly minNetBps?: string;
  readonly seed: string;
  readonly opening?: string;
  readonly chaos?: boolean;
  readonly strategy?: readonly string[];
}

/** @throws UserError naming the flag that is wrong and what it takes. */
export function parseDemoOptions(raw: RawDemoOptions): DemoOptions {
  const market = oneOf('--market', raw.market, ['synthetic', 'replay'] as const);
  refuseMixedMarkets(market, raw);
  return {
    forMs: raw.for === undefined ? undefined : parseDurationMs('--for', raw.for),
    json: raw.json ?? false,
    market,
    fromMs: raw.from === undefined || raw.from === '0s' ? 0 : parseDurationMs('--from', raw.from),
    fees: oneOf('--fees', raw.fees, ['real', 'zero'] as const),
    minNetBps: raw.minNetBps === undefined ? undefined : parseBps('--min-net-bps', raw.minNetBps),
    seed: parseSeed(raw.seed),
    opening: raw.opening === undefined ? undefined : oneOf('--opening', raw.opening, OPENINGS),
    chaos: raw.chaos ?? false,
    strategies: raw.strategy ?? [],
  };
}

/** @throws UserError where options belong to different markets */
function refuseMixedMarkets(market: DemoOptions['market'], raw: RawDemoOptions): void {
  if (market === 'synthetic' && raw.from !== undefined)
    throw new UserError({
      problem: '--from has no meaning with --market synthetic',
      remedy: 'Add --market replay, or leave --from out',
    });
  if (market === 'replay' && raw.chaos === true)
    throw new UserError({
      problem: '--chaos has no meaning with --market replay: a recording has no trades for hours',
      remedy: 'Leave one of the two out',
    });
}

function oneOf<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined)
    throw new UserError({
      problem: `${flag} "${text}" is not known`,
      remedy: `Choose one of ${choices.join(', ')}`,
    });
  return choice;
}

function parseBps(flag: string, text: string): Bps {
  try {
    return asBps(text);
  } catch (cause) {
    if (!(cause instanceof NotADecimalError)) throw cause;
    throw new UserError({
      problem: `${flag} "${text}" is not a number of basis points`,
      remedy: 'Write a plain decimal number without a unit, for example 3 or 2.5',
      cause,
    });
  }
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new UserError({
      problem: `--seed "${text}" is not a whole number`,
      remedy: 'For example --seed 42',
    });
  return seed;
}
