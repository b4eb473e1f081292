import pino from 'pino';
import { createDurabilityGate, type DurabilityGate } from './durabilityGate';

/** A server whose answers the test gives, and the clock of a process that the test can freeze. */
function openGate() {
  let nowMs = 10_000;
  const asked: { answer: () => void; fail: () => void }[] = [];
  let onAsked: () => void = () => undefined;
  const gate: DurabilityGate = createDurabilityGate({
    probe: () =>
      new Promise((resolve, reject) => {
        const fail = () => {
          reject(new Error('deadline exceeded'));
        };
        asked.push({ answer: resolve, fail });
        onAsked();
      }),
    clock: { nowMs: () => nowMs, monotonicNs: () => BigInt(nowMs) * 1_000_000n },
    logger: pino({ level: 'silent' }),
    everyMs: 0,
    freshMs: 1_000,
  });
  /** The n-th probe, once it is sent. */
  async function probe(n: number) {
    while (asked.length < n)
      await new Promise<void>((resolve) => {
        onAsked = resolve;
      });
    const reached = asked[n - 1];
    if (reached === undefined) throw new Error(`probe ${n} was not sent`);
    return reached;
  }
  return {
    gate,
    probe,
    pass: (ms: number) => {
      nowMs += ms;
    },
    close: async () => {
      const stopped = gate.stop();
      for (const { answer } of asked) answer();
      await stopped;
    },
  };
}

describe('the durability gate', () => {
  let stage: ReturnType<typeof openGate>;
  beforeEach(() => {
    stage = openGate();
  });
  afterEach(() => stage.close());

  it('is closed until persistence has answered once', async () => {
    expect(stage.gate.refusal()).toEqual({
      code: 'DURABILITY_UNPROVEN',
      figures: { sinceMs: 'never', freshMs: '1000' },
    });
    (await stage.probe(1)).answer();
    await stage.probe(2);

    expect(stage.gate.refusal()).toBeUndefined();
  });

  it('closes when the last answer is older than a second, and opens with the next', async () => {
    (await stage.probe(1)).answer();
    const second = await stage.probe(2);
    stage.pass(1_000);
    expect(stage.gate.refusal()).toBeUndefined();
    stage.pass(1);
    expect(stage.gate.refusal()).toMatchObject({ figures: { sinceMs: '1001' } });

    second.fail();
    const third = await stage.probe(3);
    expect(stage.gate.refusal()).toBeDefined();
    third.answer();
    await stage.probe(4);
    expect(stage.gate.refusal()).toBeUndefined();
  });

  it('takes an answer for no proof that lay unread while the process was frozen', async () => {
    const first = await stage.probe(1);
    stage.pass(5_000);
    first.answer();
    await stage.probe(2);

    expect(stage.gate.refusal()).toMatchObject({ figures: { sinceMs: '5000' } });
  });
});
