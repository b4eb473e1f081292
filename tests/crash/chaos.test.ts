import { quickPlaces, placeText } from '../../cli/chaos/matrix/cells';
import { strikeCell } from '../../cli/chaos/matrix/playCell';
import { CHAOS_MARKET, CHAOS_VENUES } from '../../cli/chaos/chaosMarket';
import { drawRound, roundText } from '../../cli/chaos/rounds/drawRound';
import { openChaosRun, type ChaosRun } from '../../cli/chaos/rounds/runRounds';
import { OPENINGS, type OpeningWay } from '../../config/schema';
import { startTestStack, type TestStack } from '../stack/testStack';

jest.setTimeout(120_000);

const SEED = process.env['HOLDFAST_CRASH_SEED'] ?? '1';
const ROUNDS = 30;
/** The services' names are known before they run: a round has to be drawn to be named. */
const PROCESSES = [
  'postgres',
  'redis',
  'temporal',
  'simulator',
  'guard',
  'guard-standby',
  'operations',
  'trader',
];

/** The quick part of `holdfast chaos`, shared out between both openings; the whole of it is on `docs/crash-matrix.md`. */
describe.each([...OPENINGS])(`chaos, %s (HOLDFAST_CRASH_SEED=${SEED})`, (opening) => {
  let stack: TestStack;
  let run: ChaosRun;
  beforeAll(async () => {
    const variables = { HOLDFAST__OPENING: opening };
    stack = await startTestStack({ market: { ...CHAOS_MARKET, seed: SEED }, variables });
    run = await openChaosRun(stack);
  });
  afterAll(async () => {
    run.stop();
    await stack.stop();
  });

  it.each(roundsOf(opening).map((round) => ({ round, text: roundText(round) })))(
    'round $round.index: $text',
    async ({ round }) => {
      const { findings } = await run.play(round);
      expect(findings).toEqual([]);
    },
  );

  it.each(placesOf(opening).map((place) => ({ place, text: placeText(place) })))(
    'kill -9 of the trader at $text',
    async ({ place }) => {
      const { tradeId, refused } = await strikeCell(run, stack, { place, victim: 'trader' });
      expect({ isReached: tradeId !== undefined, refused }).toEqual({ isReached: true, refused: '' });
      expect((await run.judgeRound()).findings).toEqual([]);
    },
  );

  it('ends with every trade closed, every cent where the venues have it and nothing left over', async () => {
    expect(await run.settle()).toEqual([]);
  });
});

function roundsOf(opening: OpeningWay) {
  const all = Array.from({ length: ROUNDS }, (_, index) =>
    drawRound({ seed: SEED, index: index + 1, processes: PROCESSES, venues: CHAOS_VENUES }),
  );
  return all.filter(({ index }) => OPENINGS[(index - 1) % OPENINGS.length] === opening);
}

/** The openings differ in `open` alone: the steps that follow are played once. */
function placesOf(opening: OpeningWay) {
  const follows = opening === 'workflow-first' ? 'chase' : 'hedge';
  return quickPlaces(opening).filter(({ step }) => step === 'open' || step === follows);
}
