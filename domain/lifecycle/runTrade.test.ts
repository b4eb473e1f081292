import { live } from '../../tests/lifecycle/scriptedRuntime';
import {
  booked,
  collected,
  denied,
  fenced,
  FIGURES,
  found,
  MATCHED,
  NOTHING,
  orphan,
  PARTLY,
} from '../../tests/lifecycle/stepResults';
import { HEDGING_PATIENCE, UNWINDING_PATIENCE } from './patience';
import type { TradeControls } from './runtime';

const kill = (controls: TradeControls) => {
  controls.kill = 'operator';
};
const shutdown = (flatten: boolean) => (controls: TradeControls) => {
  controls.shutdown = { reason: 'drill', flatten };
};

/** Filled as planned, and an order of it is not final yet. */
const WATCHED = found(MATCHED, { watched: ['hf-2'] });

describe('a trade that goes well', () => {
  it('opens, settles and closes as completed', async () => {
    const trade = await live({});

    expect(trade.path).toBe('idle>validating>opening>settling>closed');
    expect(trade.calls.map((call) => call.step)).toEqual(['openLegs', 'bookResult']);
    expect(trade.facts).toMatchObject({ outcome: 'completed', figures: FIGURES });
    expect(trade.waits).toEqual([]); // one workflow task
  });

  it('hands each transition to exactly one step, the closing one to the booking', async () => {
    const { calls, transitions } = await live({});

    expect(calls.map((call) => call.transitions.map(({ seq }) => seq))).toEqual([[0], [1, 2, 3]]);
    expect(transitions.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
    expect(calls.at(-1)?.transitions.at(-1)).toEqual(transitions.at(-1));
  });

  it('hands transitions again to the next step when a step was denied, and never twice to steps that ran', async () => {
    const { calls } = await live({
      openLegs: [found(orphan(250))],
      removeOrphan: [denied(), found(MATCHED)],
    });

    expect(calls.map(({ step, transitions }) => [step, transitions.map(({ seq }) => seq)])).toEqual([
      ['openLegs', [0]],
      ['removeOrphan', [1, 2]],
      ['removeOrphan', [1, 2]],
      ['bookResult', [3, 4]],
    ]);
  });

  it('gives each step the epoch that the last result left', async () => {
    const { calls } = await live({ openLegs: [found(MATCHED, { epoch: 4 })] });

    expect(calls.map(({ epoch }) => epoch)).toEqual([0, 4]);
  });

  it('holds until its time and closes the legs where the plan carries a position', async () => {
    const trade = await live({}, { plan: { hold: { untilMs: 1_700_000_060_000 } } });

    expect(trade.path).toBe('idle>validating>opening>holding>settling>closed');
    expect(trade.waits).toEqual([60_000]);
    expect(trade.calls.map((call) => call.step)).toContain('closeLegs');
  });
});

describe('a freeze', () => {
  it('makes a trade wait with its orphan for as long as it lasts, and uses up neither attempts nor patience', async () => {
    const frozen = Array.from({ length: 500 }, () => denied('CONTROL_FROZEN'));
    const trade = await live({ openLegs: [found(orphan(250))], removeOrphan: [...frozen, found(MATCHED)] });

    expect(trade.path).toBe('idle>validating>opening>hedging>settling>closed');
    expect(
      new Set(trade.calls.filter(({ step }) => step === 'removeOrphan').map(({ attempt }) => attempt)),
    ).toEqual(new Set([1]));
    expect(trade.waits.filter((waitMs) => waitMs === 10_000)).toHaveLength(500);
  });

  it('lets nobody give up an unwinding, and a kill is heard through it', async () => {
    const frozen = Array.from({ length: 200 }, () => denied('CONTROL_FROZEN'));
    const trade = await live(
      {
        openLegs: [found(orphan(250))],
        removeOrphan: [denied('CONTROL_FROZEN')],
        unwindLegs: [...frozen, found(NOTHING)],
      },
      {
        onWait: (n, controls) => {
          if (n === 5) kill(controls);
        },
      },
    );

    expect(trade.path).toBe('idle>validating>opening>hedging>unwinding>closed');
    expect(trade.facts.outcome).toBe('unwound');
  });
});

describe('an opening', () => {
  it('closes as denied when the step denies it, without booking anything', async () => {
    const trade = await live({ openLegs: [denied('LIMITS_STALE')] });

    expect(trade.path).toBe('idle>validating>closed');
    expect(trade.facts).toMatchObject({ outcome: 'denied', denial: { code: 'LIMITS_STALE' } });
    expect(trade.calls.map((call) => call.step)).toEqual(['openLegs']);
  });

  it('closes as aborted when nothing filled and every order is final', async () => {
    const trade = await live({ openLegs: [found(NOTHING)] });

    expect(trade.path).toBe('idle>validating>opening>closed');
    expect(trade.facts.outcome).toBe('aborted');
  });

  it('stays open while an order of unknown fate may still fill', async () => {
    const trade = await live({
      openLegs: [found(NOTHING, { watched: ['hf-2'] })],
      collectFills: [collected(NOTHING, ['hf-2']), collected(NOTHING, ['hf-2']), collected(NOTHING)],
    });

    expect(trade.path).toBe('idle>validating>opening>settling>closed');
    expect(trade.calls.filter((call) => call.step === 'collectFills')).toHaveLength(3);
    expect(trade.waits).toEqual([200, 300]);
    expect(trade.facts.outcome).toBe('aborted');
  });

  it('hedges a late fill of an order that was not final', async () => {
    const trade = await live({
      openLegs: [found(NOTHING, { watched: ['hf-2'] })],
      collectFills: [collected(orphan()), collected(MATCHED)],
    });

    expect(trade.path).toBe('idle>validating>opening>settling>hedging>settling>closed');
  });

  it('adopts what another party did when it is fenced', async () => {
    const trade = await live({ openLegs: [fenced(orphan())] });

    expect(trade.path).toContain('opening>chasing');
    expect(trade.calls[1]).toMatchObject({ step: 'chaseLegs', epoch: 7 });
  });

  it('ends with the stored outcome where the trade is closed already', async () => {
    const trade = await live({ openLegs: [fenced(MATCHED, 'unwound')] });

    expect(trade.path).toBe('idle>validating>closed');
    expect(trade.facts.outcome).toBe('unwound');
    expect(trade.calls).toHaveLength(1);
  });
});

describe('a chase', () => {
  it('completes what the opening left unfilled', async () => {
    const trade = await live({ openLegs: [found(orphan())], chaseLegs: [found(MATCHED)] });

    expect(trade.path).toBe('idle>validating>opening>chasing>settling>closed');
  });

  it('counts its attempts and gives up after three', async () => {
    const again = found(PARTLY, { repair: 'complete' });
    const trade = await live({ openLegs: [found(PARTLY)], chaseLegs: [again] });

    const chases = trade.calls.filter((call) => call.step === 'chaseLegs');
    expect(chases.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(trade.path).toBe('idle>validating>opening>chasing>settling>closed');
  });

  it('ends where the books hold no price for the rest: an orphan is removed at once', async () => {
    const trade = await live({
      openLegs: [found(orphan())],
      chaseLegs: [found(orphan(), { repair: 'none' })],
      removeOrphan: [found(MATCHED, { repair: 'reduce' })],
    });

    expect(trade.calls.filter((call) => call.step === 'chaseLegs')).toHaveLength(1);
    expect(trade.path).toContain('chasing>hedging>settling');
  });

  it('leaves an orphan to hedging once its share of the time is used', async () => {
    const trade = await live({ openLegs: [found(orphan(250))] });

    expect(trade.path).toBe('idle>validating>opening>hedging>settling>closed');
  });

  it('ends when it is denied', async () => {
    const trade = await live({ openLegs: [found(PARTLY)], chaseLegs: [denied()] });

    expect(trade.path).toBe('idle>validating>opening>chasing>settling>closed');
    expect(trade.calls.filter((call) => call.step === 'chaseLegs')).toHaveLength(1);
  });

  it.each([
    ['an order may still fill', { openLegs: [found(PARTLY, { watched: ['hf-2'] })] }, {}],
    ['the opening is over', { openLegs: [found(PARTLY, { atMs: 1_700_000_001_200 })] }, {}],
  ])('does not begin when %s', async (_why, script, stage) => {
    const trade = await live(script, stage);

    expect(trade.calls.map((call) => call.step)).not.toContain('chaseLegs');
  });

  it('does not begin when the trade was paused meanwhile', async () => {
    const trade = await live({
      openLegs: [
        (controls) => {
          controls.paused = true;
          return found(orphan());
        },
      ],
    });

    expect(trade.path).toBe('idle>validating>opening>hedging>settling>closed');
  });
});

describe('hedging', () => {
  it('tries again, attempt by attempt, until the orphan is gone', async () => {
    const trade = await live({
      openLegs: [found(orphan(250))],
      removeOrphan: [found(orphan()), fenced(orphan()), denied(), found(MATCHED, { repair: 'reduce' })],
    });

    const tries = trade.calls.filter((call) => call.step === 'removeOrphan');
    expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    expect(tries.map(({ epoch }) => epoch)).toEqual([1, 1, 7, 7]);
    expect(trade.waits).toEqual([25, 38, 56]);
    expect(trade.facts.outcome).toBe('completed');
  });

  it('turns to unwinding when no attempt removes the orphan', async () => {
    const trade = await live({
      openLegs: [found(orphan(250))],
      removeOrphan: [found(orphan())],
      unwindLegs: [found(MATCHED)],
    });

    expect(trade.path).toBe('idle>validating>opening>hedging>unwinding>closed');
    expect(trade.calls.filter((call) => call.step === 'removeOrphan')).toHaveLength(
      HEDGING_PATIENCE.attempts,
    );
    expect(trade.facts.outcome).toBe('unwound');
  });

  it('closes with the outcome of another party that closed the trade', async () => {
    const trade = await live({
      openLegs: [found(orphan(250))],
      removeOrphan: [fenced(MATCHED, 'unwound')],
    });

    expect(trade.path).toBe('idle>validating>opening>hedging>settling>closed');
    expect(trade.calls.map((call) => call.step)).not.toContain('bookResult');
  });
});

describe('unwinding', () => {
  it('follows from anything that the guard reduced', async () => {
    const trade = await live({ openLegs: [found(MATCHED, { reducedByGuard: true })] });

    expect(trade.path).toBe('idle>validating>opening>unwinding>closed');
    expect(trade.facts.outcome).toBe('unwound');
  });

  it('flattens again when a fill turns up while it collects', async () => {
    const trade = await live({
      openLegs: [found(MATCHED, { reducedByGuard: true })],
      collectFills: [collected(orphan()), collected(MATCHED)],
    });

    expect(trade.calls.filter((call) => call.step === 'unwindLegs')).toHaveLength(2);
    expect(trade.facts.outcome).toBe('unwound');
  });

  it('asks for an operator, and waits longer each time up to 30 s, when the position can not be flattened', async () => {
    const trade = await live({
      openLegs: [found(orphan(250), { reducedByGuard: true })],
      unwindLegs: [found(orphan())],
    });

    expect(trade.facts.outcome).toBe('needs-operator');
    expect(trade.waits).toHaveLength(UNWINDING_PATIENCE.attempts);
    expect(trade.waits[0]).toBe(50);
    expect(trade.waits.at(-1)).toBe(30_000);
  });

  it('asks for an operator when the venues never tell what became of an order', async () => {
    const trade = await live({ openLegs: [WATCHED], collectFills: [collected(MATCHED, ['hf-2'])] });

    expect(trade.path).toBe('idle>validating>opening>settling>closed');
    expect(trade.facts.outcome).toBe('needs-operator');
  });
});

describe('booking', () => {
  it('is tried again after a refusal, once the rest is known', async () => {
    const trade = await live({ bookResult: [collected(MATCHED, ['hf-2']), fenced(MATCHED), 'book'] });

    expect(trade.path).toBe('idle>validating>opening>settling>closed');
    expect(trade.calls.filter((call) => call.step === 'bookResult')).toHaveLength(3);
    expect(trade.facts.outcome).toBe('completed');
  });

  it('that finds an orphan after all hedges it at once', async () => {
    const trade = await live({
      bookResult: [collected(orphan()), 'book'],
      collectFills: [collected(orphan())],
    });

    expect(trade.path).toBe('idle>validating>opening>settling>hedging>settling>closed');
    expect(trade.waits).toEqual([]);
  });

  it('of an aborted opening turns to settling when something filled after all', async () => {
    const trade = await live({ openLegs: [found(NOTHING)], bookResult: [collected(MATCHED), 'book'] });

    expect(trade.path).toBe('idle>validating>opening>settling>closed');
    expect(trade.facts.outcome).toBe('completed');
  });

  it('ends with the outcome that the journal has', async () => {
    const trade = await live({ bookResult: [booked('unwound')] });

    expect(trade.facts.outcome).toBe('unwound');
  });
});

describe('controls', () => {
  it.each([
    { name: 'a kill', controls: { kill: 'operator' }, ends: 'aborted: CONTROL_STOPPED' },
    {
      name: 'a shutdown',
      controls: { shutdown: { reason: 'drill', flatten: false } },
      ends: 'aborted: CONTROL_STOPPED',
    },
    { name: 'a pause', controls: { paused: true }, ends: 'denied: CONTROL_PAUSED' },
  ])('$name keeps a trade from opening', async ({ controls, ends }) => {
    const trade = await live({}, { controls });

    expect(trade.path).toBe('idle>closed');
    expect(trade.calls.map((call) => call.step)).toEqual(['refuseOpening']);
    expect(trade.facts.cause).toBe(ends);
  });

  it('a kill unwinds an opening that had begun before the workflow', async () => {
    const trade = await live({ refuseOpening: [found(MATCHED)] }, { controls: { kill: 'operator' } });

    expect(trade.path).toBe('idle>validating>opening>unwinding>closed');
    expect(trade.facts.outcome).toBe('unwound');
  });

  it.each([
    ['opening', { openLegs: [after(kill, found(MATCHED))] }],
    ['chasing', { openLegs: [found(PARTLY)], chaseLegs: [after(kill, found(PARTLY))] }],
    ['hedging', { openLegs: [found(orphan(250))], removeOrphan: [after(kill, found(orphan()))] }],
    [
      'settling',
      { openLegs: [WATCHED], collectFills: [after(kill, collected(MATCHED, ['hf-2'])), collected(MATCHED)] },
    ],
    ['opening', { openLegs: [after(shutdown(false), found(MATCHED))] }],
    ['chasing', { openLegs: [found(PARTLY)], chaseLegs: [after(shutdown(false), found(PARTLY))] }],
    ['hedging', { openLegs: [found(orphan(250))], removeOrphan: [after(shutdown(true), found(orphan()))] }],
  ])('a stop in %s leads to unwinding', async (state, script) => {
    const trade = await live(script);

    expect(trade.path).toContain(`${state}>unwinding>closed`);
    expect(trade.transitions.at(-2)?.cause).toMatch(/^kill: operator|^emergency shutdown: drill/);
    expect(trade.facts.outcome).toBe('unwound');
  });

  it('a kill ends the holding at once', async () => {
    const trade = await live(
      {},
      {
        plan: { hold: { untilMs: 1_700_000_060_000 } },
        onWait: (_n, controls) => {
          kill(controls);
        },
      },
    );

    expect(trade.path).toBe('idle>validating>opening>holding>unwinding>closed');
  });

  it.each([
    ['hedging', { openLegs: [found(orphan(250))], removeOrphan: [after(shutdown(false), found(MATCHED))] }],
    [
      'settling',
      {
        openLegs: [WATCHED],
        collectFills: [after(shutdown(false), collected(MATCHED, ['x'])), collected(MATCHED)],
      },
    ],
  ])('a shutdown that keeps positions lets %s go on', async (_state, script) => {
    const trade = await live(script);

    expect(trade.facts.outcome).toBe('completed');
  });

  it('a pause lets what is open settle', async () => {
    const trade = await live({
      openLegs: [
        (controls) => {
          controls.paused = true;
          return found(PARTLY);
        },
      ],
    });

    expect(trade.path).toBe('idle>validating>opening>settling>closed');
  });
});

/** An answer that arrives together with a signal. */
function after<Result>(signal: (controls: TradeControls) => void, result: Result) {
  return (controls: TradeControls): Result => {
    signal(controls);
    return result;
  };
}
