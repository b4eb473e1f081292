import type { TradePlan } from '../../domain/tradePlan';
import type { FaultPoint } from '../../execution/stepDeps';
import type { Clock } from '../../runtime/clock';
import type { StepRequest, StepResult } from '../../domain/lifecycle/steps';
import { createShutdownRecords } from '../../storage/shutdownRecords';
import { judgedFindings } from './judgedDesk';
import { openDesk, type TradingDesk } from './tradingDesk';

jest.setTimeout(60_000); // the first suite of a run starts PostgreSQL
let desk: TradingDesk;
let clock: Clock & { goOn(ms: number): void };
beforeEach(async () => {
  desk = await openDesk();
  clock = standingClock();
  desk.buyVenue.clock = clock;
  desk.sellVenue.clock = clock;
});
afterEach(() => desk.close());

const OPENINGS = 20;
/** Where the openings are when the shutdown commits, in turn: not begun, begun, about to send, bytes of the first leg gone, answered. */
const POINTS: readonly FaultPoint[] = [
  'begin.before',
  'begin.after',
  'send.before',
  'order.before',
  'finish.before',
];

/** After the shutdown, and before any deadline of an opening. */
const A_LITTLE_MS = 100;

/** Stands while the openings are held, however long a busy machine takes to bring all of them there: no deadline passes by itself. */
function standingClock(): typeof clock {
  let passedMs = 0;
  const [startMs, startNs] = [Date.now(), process.hrtime.bigint()];
  return {
    nowMs: () => startMs + passedMs,
    monotonicNs: () => startNs + BigInt(passedMs) * 1_000_000n,
    goOn: (ms) => (passedMs += ms),
  };
}

interface HeldOpening {
  readonly plan: TradePlan;
  readonly point: FaultPoint;
  readonly reached: Promise<unknown>;
  readonly result: Promise<StepResult>;
}

function holdAt(point: FaultPoint, slot: number, released: Promise<void>): HeldOpening {
  const plan = desk.plan({ slot });
  let arrive: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const steps = desk.process(`trader ${String(slot)}`, {
    clock,
    faultPoint(at) {
      if (at !== point) return Promise.resolve();
      arrive();
      return released;
    },
  });
  return { plan, point, reached, result: steps.openLegs(plan, []) };
}

it(`a shutdown in the middle of ${String(OPENINGS)} openings lets no order of a later begin leave, and none past send_before`, async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = Array.from({ length: OPENINGS }, (_, slot) =>
    holdAt(POINTS[slot % POINTS.length] ?? 'begin.before', slot, released),
  );
  await Promise.all(held.map(({ reached }) => reached));
  const before = [...desk.buyVenue.sent, ...desk.sellVenue.sent].length;
  await createShutdownRecords(desk.database).request({ reason: 'fire', flatten: true, requestedBy: 'ada' });
  const committedAtMs = clock.nowMs();
  clock.goOn(A_LITTLE_MS);
  release();
  const results = await Promise.all(held.map(({ result }) => result));

  // not begun: refused by name; begun: may go on, within the deadline that started before its begin
  const notBegun = results.filter((_, index) => held[index]?.point === 'begin.before');
  expect(notBegun).toHaveLength(OPENINGS / POINTS.length);
  for (const result of notBegun)
    expect(result).toMatchObject({ kind: 'denied', denial: { code: 'CONTROL_SHUTDOWN' } });
  const deadlines = [...desk.buyVenue.deadlines, ...desk.sellVenue.deadlines];
  expect(deadlines.length).toBeGreaterThan(before);
  const sendBeforeMs = desk.plan().deadlines.sendBeforeMs;
  for (const { wallMs } of deadlines) expect(wallMs).toBeLessThanOrEqual(committedAtMs + sendBeforeMs);

  clock.goOn(Date.now() - clock.nowMs());
  await unwindAll(held, results);
  expect(await judgedFindings(desk)).toEqual([]);
  expect(await desk.ask('select count(*) from trade_exposures')).toEqual(['0']);
  expect(await desk.ask('select count(*) from orders where not final')).toEqual(['0']);
});

/** What each trade's workflow does when it is told. */
async function unwindAll(held: readonly HeldOpening[], results: readonly StepResult[]): Promise<void> {
  for (const [index, { plan }] of held.entries()) {
    const opened = results[index];
    if (opened === undefined || opened.kind === 'denied') continue;
    const request: StepRequest = { plan, epoch: opened.epoch, attempt: 1, cause: 'fire', transitions: [] };
    const unwound = await desk.process('trader').unwindLegs(request);
    expect(unwound).toMatchObject({ kind: 'position' });
    if (unwound.kind === 'position') expect(unwound.situation.kind).not.toBe('orphan');
  }
}
