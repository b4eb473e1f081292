import { matrixCells, placeText, quickPlaces } from '../../cli/chaos/matrix/cells';
import { playCell } from '../../cli/chaos/matrix/playCell';
import { CHAOS_MARKET, CHAOS_VENUES } from '../../cli/chaos/chaosMarket';
import { drawRound, roundText } from '../../cli/chaos/rounds/drawRound';
import { openChaosRun, type ChaosRun } from '../../cli/chaos/rounds/runRounds';
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

/** The quick part of `holdfast chaos`; the whole of it is on `docs/crash-matrix.md`. */
describe(`chaos (HOLDFAST_CRASH_SEED=${SEED})`, () => {
  let stack: TestStack;
  let run: ChaosRun;
  beforeAll(async () => {
    stack = await startTestStack({ market: { ...CHAOS_MARKET, seed: SEED } });
    run = await openChaosRun(stack);
  });
  afterAll(async () => {
    run.stop();
    await stack.stop();
  });

  const rounds = Array.from({ length: ROUNDS }, (_, index) =>
    drawRound({ seed: SEED, index: index + 1, processes: PROCESSES, venues: CHAOS_VENUES }),
  );
  it.each(rounds.map((round) => ({ round, text: roundText(round) })))(
    'round $round.index: $text',
    async ({ round }) => {
      const { findings } = await run.play(round);
      expect(findings).toEqual([]);
    },
  );

  it.each(
    matrixCells(['trader'], quickPlaces('workflow-first')).map((cell) => ({
      cell,
      place: placeText(cell.place),
    })),
  )('kill -9 of the trader at $place', async ({ cell }) => {
    const { outcome, findings } = await playCell(run, stack, cell);
    expect(findings).toEqual([]);
    expect(['completed', 'aborted', 'unwound', 'denied']).toContain(outcome);
  });

  it('ends with every trade closed, every cent where the venues have it and nothing left over', async () => {
    expect(await run.settle()).toEqual([]);
  });
});
