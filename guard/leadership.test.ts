import pino from 'pino';
import type { LeaseAnswer } from './records';
import { createLeadership } from './leadership';

const LEASE_MS = 1_000;

/** A guard whose clock and database the test moves. */
function guardAt() {
  let nowMs = 10_000;
  let answer: LeaseAnswer | Error = HELD;
  const leadership = createLeadership({
    guard: 'me',
    leaseMs: LEASE_MS,
    records: {
      renewLease: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
    },
    clock: { nowMs: () => nowMs, monotonicNs: () => BigInt(nowMs) * 1_000_000n },
    logger: pino({ level: 'silent' }),
  });
  return {
    leadership,
    pass: (ms: number) => (nowMs += ms),
    answers: (next: LeaseAnswer | Error) => (answer = next),
  };
}

const HELD: LeaseAnswer = { active: true, holder: 'me' };
const STANDBY: LeaseAnswer = { active: false, holder: 'the other' };

describe('a guard', () => {
  it('that has just started may act only after it was in touch for one period', async () => {
    const { leadership, pass } = guardAt();
    await leadership.renew();
    expect(leadership.mayAct()).toBe(false);

    pass(LEASE_MS - 1);
    await leadership.renew();
    expect(leadership.mayAct()).toBe(false);

    pass(1);
    expect(leadership.mayAct()).toBe(true);
  });

  it('that stood by all along acts at once when the lease falls to it', async () => {
    const { leadership, pass, answers } = guardAt();
    answers(STANDBY);
    for (let look = 0; look < 5; look += 1) {
      await leadership.renew();
      expect(leadership.mayAct()).toBe(false);
      pass(LEASE_MS / 4);
    }
    answers(HELD);
    await leadership.renew();
    expect(leadership.mayAct()).toBe(true);
  });

  it('may not act when its lease has run out by its own clock, whatever the database would say', async () => {
    const { leadership, pass, answers } = guardAt();
    await leadership.renew();
    pass(LEASE_MS);
    await leadership.renew();
    expect(leadership.mayAct()).toBe(true);

    answers(new Error('the database is away'));
    pass(LEASE_MS);
    await expect(leadership.renew()).rejects.toThrow('away');
    expect(leadership.mayAct()).toBe(false);
  });

  it('waits one period again after a gap, since whom it knows may have changed', async () => {
    const { leadership, pass } = guardAt();
    await leadership.renew();
    pass(LEASE_MS);
    await leadership.renew();
    pass(LEASE_MS + 1);
    await leadership.renew();
    expect(leadership.mayAct()).toBe(false);

    pass(LEASE_MS - 1);
    await leadership.renew();
    pass(1);
    expect(leadership.mayAct()).toBe(true);
  });

  it('stands by while another holds the lease', async () => {
    const { leadership, answers } = guardAt();
    answers(STANDBY);
    await leadership.renew();

    expect(leadership.mayAct()).toBe(false);
  });
});
