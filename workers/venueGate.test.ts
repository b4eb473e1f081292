import { systemClock } from '../runtime/clock';
import { reconciliationReport } from '../tests/reconciliation/reports';
import { silentLogger } from '../tests/venues/silentLogger';
import { scriptedSteps } from '../tests/lifecycle/scriptedSteps';
import { tradePlan } from '../tests/lifecycle/tradePlans';
import type { Denial } from '../domain/opportunity';
import type { ReconciliationReport } from '../domain/reconciliation/report';
import { createVenueGate, gatedSteps, type VenueGate } from './venueGate';

const report = (changes: Partial<ReconciliationReport> = {}) =>
  reconciliationReport({ kind: 'start-up', ...changes });
const LEGS = [{ venue: 'binance' }, { venue: 'bybit' }];
const AWAY = report({ outcome: 'unreadable', unreadable: [{ part: 'clock', cause: 'HTTP 502' }] });

const trusted = () => Promise.resolve(undefined);

/** Each venue's answers, in turn; the last one stays. */
type Answers = Readonly<Record<string, readonly (ReconciliationReport | Error)[]>>;

describe('the gate before openings', () => {
  let gate: VenueGate;
  const asked: string[] = [];
  afterEach(() => gate.stop());

  function openGate(
    answers: Answers,
    keyDenial: () => Promise<Denial | undefined> = trusted,
  ): {
    readonly untilAsked: (venue: string, times: number) => Promise<void>;
  } {
    asked.length = 0;
    const waiting: (() => void)[] = [];
    gate = createVenueGate({
      venues: ['binance', 'bybit'],
      retryMs: 1,
      logger: silentLogger,
      keyDenial,
      admit(venue) {
        const given = answers[venue] ?? [report()];
        const times = asked.filter((each) => each === venue).length;
        asked.push(venue);
        for (const wake of waiting) wake();
        const answer = given[Math.min(times, given.length - 1)] ?? report();
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    });
    gate.start();
    return {
      untilAsked: (venue, times) =>
        new Promise((resolve) => {
          const look = () => {
            if (asked.filter((each) => each === venue).length >= times) setImmediate(resolve);
          };
          waiting.push(look);
          look();
        }),
    };
  }

  it('is closed before anything was reconciled, and names the venue', () => {
    openGate({});

    expect(gate.denialOf(LEGS)).toEqual({ code: 'VENUE_RECONCILING', figures: { venue: 'binance' } });
  });

  it('opens venue by venue: one that is away keeps only its own trades waiting', async () => {
    const { untilAsked } = openGate({ bybit: [AWAY] });
    await untilAsked('bybit', 3);

    expect(gate.denialOf([{ venue: 'binance' }])).toBeUndefined();
    expect(gate.denialOf(LEGS)).toEqual({ code: 'VENUE_RECONCILING', figures: { venue: 'bybit' } });
  });

  it('tries again until the venue answers and the database does', async () => {
    const { untilAsked } = openGate({ bybit: [AWAY, new Error('database is away'), report()] });
    await untilAsked('bybit', 3);

    expect(gate.denialOf(LEGS)).toBeUndefined();
    expect(asked.filter((venue) => venue === 'bybit')).toHaveLength(3);
  });

  it.each([
    ['a busy venue that let nothing be said', report({ outcome: 'unsettled', unsettled: ['balance BTC'] })],
    ['an account without an opening balance', report({ outcome: 'unopened' })],
  ])('keeps %s waiting', async (_what, answer) => {
    const { untilAsked } = openGate({ bybit: [answer] });
    await untilAsked('bybit', 2);

    expect(gate.denialOf(LEGS)).toMatchObject({ figures: { venue: 'bybit' } });
  });

  it('lets a venue with a difference pass: its control denies, and lifting it must be enough', async () => {
    const { untilAsked } = openGate({ bybit: [report({ outcome: 'differs' })] });
    await untilAsked('bybit', 1);

    expect(gate.denialOf(LEGS)).toBeUndefined();
  });

  it('stays closed by name for a key that may do too much, until there is another', async () => {
    const refusals: (Denial | undefined)[] = [{ code: 'KEY_WITHDRAWS', figures: { venue: 'binance' } }];
    let asks = 0;
    const { untilAsked } = openGate({}, () => Promise.resolve(asks++ < 6 ? refusals[0] : undefined));
    await untilAsked('binance', 2);
    expect(gate.denialOf(LEGS)).toMatchObject({ code: 'KEY_WITHDRAWS' });

    await untilAsked('binance', 4);
    await untilAsked('bybit', 4);
    expect(gate.denialOf(LEGS)).toBeUndefined();
  });

  it('stops trying at the end', async () => {
    const { untilAsked } = openGate({ bybit: [AWAY] });
    await untilAsked('bybit', 1);
    await gate.stop();
    const before = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 10));

    expect(asked).toHaveLength(before);
  });
});

describe('gatedSteps', () => {
  it('refuses an opening by name and leaves every other step alone', async () => {
    const { steps, calls } = scriptedSteps({}, { paused: false, kill: undefined, shutdown: undefined });
    const denial = { code: 'VENUE_RECONCILING', figures: { venue: 'bybit' } };
    const openAhead = jest.fn(() => steps.openLegs(tradePlan(), []));
    const processSteps = { ...steps, openAhead };
    const closed = gatedSteps(processSteps, { denialOf: () => denial }, systemClock);
    const request = { plan: tradePlan(), epoch: 1, attempt: 1, cause: 'test', transitions: [] };

    await closed.openLegs(tradePlan(), []);
    await closed.openAhead(tradePlan(), () => undefined);
    await closed.removeOrphan(request);
    const open = gatedSteps(processSteps, { denialOf: () => undefined }, systemClock);
    await open.openLegs(tradePlan(), []);
    await open.openAhead(tradePlan(), () => undefined);

    expect(calls.map(({ step }) => step)).toEqual([
      'refuseOpening',
      'refuseOpening',
      'removeOrphan',
      'openLegs',
      'openLegs',
    ]);
    expect(openAhead).toHaveBeenCalledTimes(1);
  });
});
