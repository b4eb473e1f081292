import type { FaultPoint } from '../../execution/stepDeps';
import type { StepResult } from '../../domain/lifecycle/steps';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let desk: TradingDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

/** A process that stops for good at this point, as `kill -9` leaves it. */
function diesAt(point: FaultPoint): { openLegs: () => Promise<void> } {
  const plan = desk.plan();
  return {
    openLegs: () =>
      new Promise((resolve) => {
        const steps = desk.process('dead', {
          faultPoint: (reached) => {
            if (reached !== point) return Promise.resolve();
            resolve();
            return new Promise(() => undefined);
          },
        });
        void steps.openLegs(plan, []);
      }),
  };
}

const sent = () => [...desk.buyVenue.sent, ...desk.sellVenue.sent];

describe.each<{ point: FaultPoint; situation: string; orders: number }>([
  { point: 'begin.before', situation: 'matched', orders: 2 },
  { point: 'begin.after', situation: 'nothingFilled', orders: 0 },
  { point: 'send.before', situation: 'nothingFilled', orders: 0 },
  { point: 'send.after', situation: 'matched', orders: 2 },
  { point: 'finish.before', situation: 'matched', orders: 2 },
  { point: 'finish.after', situation: 'matched', orders: 2 },
])('a trader that dies at $point', ({ point, situation, orders }) => {
  it(`leaves a trade that the next one finds ${situation}, with each id sent once at most`, async () => {
    await diesAt(point).openLegs();
    const adopted: StepResult = await desk.process('next').openLegs(desk.plan(), []);

    expect(adopted).toMatchObject({ kind: 'position', situation: { kind: situation } });
    expect(sent()).toHaveLength(orders);
    expect([...desk.buyVenue.duplicates(), ...desk.sellVenue.duplicates()]).toEqual([]);
    expect(await desk.ledger.faults()).toEqual([]);
  });
});

it('fences off an owner that wakes up after its step was taken over, and keeps its facts', async () => {
  let wake: () => void = () => undefined;
  const frozen = new Promise<void>((resolve) => (wake = resolve));
  let reached: () => void = () => undefined;
  const atFinish = new Promise<void>((resolve) => (reached = resolve));
  const plan = desk.plan();
  const sleeper = desk
    .process('sleeper', {
      faultPoint: async (point) => {
        if (point !== 'finish.before') return;
        reached();
        await frozen;
      },
    })
    .openLegs(plan, []);
  await atFinish;
  const taken = await desk.process('next').openLegs(plan, []);
  wake();
  const late = await sleeper;

  expect(taken).toMatchObject({ kind: 'position', epoch: 2, situation: { kind: 'matched' } });
  expect(late).toMatchObject({ kind: 'fenced', epoch: 2, situation: { kind: 'matched' } });
  expect(await desk.ask('select owner from trade_steps')).toEqual(['next']);
  expect(await desk.ask('select count(*) from fills')).toEqual(['2']);
});

it('lets one of two callers take a dead step over', async () => {
  await diesAt('send.after').openLegs();
  const plan = desk.plan();
  const results = await Promise.all([
    desk.process('b').openLegs(plan, []),
    desk.process('c').openLegs(plan, []),
  ]);

  expect(results.map((result) => result.kind === 'position' && result.epoch)).toEqual([2, 2]);
  expect(sent()).toHaveLength(2);
});
