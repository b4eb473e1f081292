import * as fc from 'fast-check';
import { live } from '../../tests/lifecycle/scriptedRuntime';
import type { Script } from '../../tests/lifecycle/scriptedSteps';
import {
  collected,
  denied,
  fenced,
  found,
  MATCHED,
  NOTHING,
  orphan,
  PARTLY,
} from '../../tests/lifecycle/stepResults';
import type { TradeControls } from './runtime';
import { isLegal } from './transitions';

const situation = fc.constantFrom(NOTHING, MATCHED, PARTLY, orphan(), orphan(250));
const watched = fc.constantFrom<string[]>([], ['hf-1']);

const position = fc
  .record({ situation, watched, reducedByGuard: fc.boolean() })
  .map(({ situation: now, ...more }) => found(now, more));
const fencedResult = fc
  .tuple(situation, fc.constantFrom(undefined, undefined, 'completed' as const, 'unwound' as const))
  .map(([now, outcome]) => fenced(now, outcome));
const stepResult = fc.oneof(position, fencedResult, fc.constant(denied()));
const collectedResult = fc.tuple(situation, watched).map(([now, notFinal]) => collected(now, notFinal));

const signal = fc.constantFrom<(controls: TradeControls) => void>(
  (controls) => (controls.paused = true),
  (controls) => (controls.paused = false),
  (controls) => (controls.kill = 'model'),
  (controls) => (controls.shutdown = { reason: 'model', flatten: true }),
  (controls) => (controls.shutdown = { reason: 'model', flatten: false }),
);

/** A step's answers, some of them together with a signal; the last one repeats for ever. */
function answers<Result>(result: fc.Arbitrary<Result>) {
  const answer = fc.tuple(result, fc.option(signal, { freq: 4 })).map(([value, send]) => {
    if (send === null) return value;
    return (controls: TradeControls): Result => {
      send(controls);
      return value;
    };
  });
  return fc.array(answer, { minLength: 1, maxLength: 6 });
}

const script: fc.Arbitrary<Script> = fc.record({
  openLegs: answers(stepResult),
  refuseOpening: answers(stepResult),
  chaseLegs: answers(stepResult),
  removeOrphan: answers(stepResult),
  unwindLegs: answers(stepResult),
  closeLegs: answers(stepResult),
  collectFills: answers(collectedResult),
  bookResult: fc
    .array(fc.oneof(fencedResult, collectedResult), { maxLength: 3 })
    .map((refusals) => [...refusals, 'book' as const]),
});

const plan = fc.constantFrom({}, { hold: { untilMs: 1_700_000_060_000 } });
const controls = fc.record({ paused: fc.boolean(), kill: fc.constantFrom(undefined, undefined, 'model') });

describe('any trade, whatever its steps answer and whenever signals come', () => {
  it('makes legal transitions only, in one unbroken sequence, and ends closed with an outcome', async () => {
    await fc.assert(
      fc.asyncProperty(script, plan, controls, async (answered, changed, wishes) => {
        const trade = await live(answered, { plan: changed, controls: wishes });

        expect(trade.facts.state).toBe('closed');
        expect(trade.facts.outcome).toBeDefined();
        expect(trade.transitions.every(({ from, to }) => isLegal(from, to))).toBe(true);
        expect(trade.transitions.map(({ seq }) => seq)).toEqual(trade.transitions.map((_, index) => index));
      }),
      { numRuns: 400 },
    );
  });

  it('closes by itself only when every order is final and nothing is exposed, else as needs-operator', async () => {
    await fc.assert(
      fc.asyncProperty(script, plan, controls, async (answered, changed, wishes) => {
        const trade = await live(answered, { plan: changed, controls: wishes });
        const { outcome, situation: last, legs } = trade.facts;
        const closedHere = trade.calls.at(-1)?.step === 'bookResult' && trade.facts.figures !== undefined;
        if (!closedHere || outcome === 'needs-operator') return;

        expect(last.kind).not.toBe('orphan');
        expect(legs.flatMap((leg) => leg.watched)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('never begins the same attempt of a step twice', async () => {
    await fc.assert(
      fc.asyncProperty(script, plan, controls, async (answered, changed, wishes) => {
        const trade = await live(answered, { plan: changed, controls: wishes });
        const names = trade.calls.map(({ step, attempt }) => `${step} ${attempt}`);
        const counted = names.filter((name) => !name.startsWith('refuseOpening'));

        expect(new Set(counted).size).toBe(counted.length);
      }),
      { numRuns: 200 },
    );
  });
});
