import type {
  BookedResult,
  CollectedResult,
  DeniedResult,
  FencedResult,
  LegPosition,
  PositionResult,
  SettledFigures,
  Situation,
} from '../../domain/lifecycle/steps';
import type { TradeOutcome } from '../../domain/lifecycle/tradeState';
import { asAmount, asBps, asPrice, asQty, asUsd } from '../../domain/money';

const AT_MS = 1_700_000_000_050;

export const NOTHING: Situation = { kind: 'nothingFilled' };
export const MATCHED: Situation = { kind: 'matched', complete: true };
export const PARTLY: Situation = { kind: 'matched', complete: false };

/** 0.01 BTC bought that nobody sold, known for `ageMs` when the step answered. */
export function orphan(ageMs = 0): Situation {
  const knownAtMs = AT_MS - ageMs;
  return {
    kind: 'orphan',
    exposures: [{ asset: 'BTC', qty: asAmount('0.01') }],
    knownAtMs,
    dueAtMs: knownAtMs + 500,
  };
}

/** Two legs as the situation has them; `watched` ids stand on the second. */
function legs(situation: Situation, watched: readonly string[] = []): LegPosition[] {
  const [first, second] = filledQtys(situation);
  return [position(0, first, []), position(1, second, watched)];
}

function filledQtys(situation: Situation): [string, string] {
  switch (situation.kind) {
    case 'nothingFilled':
      return ['0', '0'];
    case 'matched':
      return situation.complete ? ['0.01', '0.01'] : ['0.005', '0.005'];
    case 'orphan':
      return ['0.01', '0'];
  }
}

function position(leg: number, filledQty: string, watched: readonly string[]): LegPosition {
  return {
    leg,
    plannedQty: asQty('0.01'),
    filledQty: asQty(filledQty),
    avgPrice: filledQty === '0' ? undefined : asPrice('100000'),
    watched,
    note: watched.length > 0 ? 'unknown' : filledQty === '0' ? 'expired' : 'filled',
  };
}

/** What a step found; only what a spec is about needs to be named. */
export function found(
  situation: Situation,
  more: Partial<PositionResult> & { watched?: string[] } = {},
): PositionResult {
  const { watched, ...overrides } = more;
  return {
    kind: 'position',
    epoch: 1,
    legs: legs(situation, watched),
    situation,
    repair: 'none',
    reducedByGuard: false,
    tickToOrdersMs: undefined,
    atMs: AT_MS,
    ...overrides,
  };
}

export function fenced(situation: Situation, outcome?: TradeOutcome, epoch = 7): FencedResult {
  return {
    kind: 'fenced',
    epoch,
    legs: legs(situation),
    situation,
    reducedByGuard: false,
    outcome,
    atMs: AT_MS,
  };
}

export function denied(code = 'EDGE_BELOW_MINIMUM'): DeniedResult {
  return { kind: 'denied', denial: { code, figures: { netBps: '1.2', minNetBps: '5' } }, atMs: AT_MS };
}

export function collected(situation: Situation, notFinal: readonly string[] = []): CollectedResult {
  return { kind: 'collected', epoch: 2, legs: legs(situation, notFinal), situation, notFinal, atMs: AT_MS };
}

export const FIGURES: SettledFigures = {
  matchedQty: asQty('0.01'),
  notionalUsd: asUsd('1000'),
  pnlUsd: asUsd('0.65'),
  feesUsd: asUsd('2'),
  expectedPnlUsd: asUsd('0.7'),
  expectedFeesUsd: asUsd('2'),
  slippageUsd: asUsd('0.05'),
  realisedGrossBps: asBps('29'),
  expectedGrossBps: asBps('30'),
  realisedNetBps: asBps('6.5'),
};

export function booked(outcome: TradeOutcome): BookedResult {
  return { kind: 'booked', epoch: 3, outcome, figures: FIGURES, atMs: AT_MS };
}
