import pino from 'pino';
import type { LeaseAnswer } from './records';
import { createLeadership } from './leadership';

const LEASE_MS = 1_000;

/** A guard whose clock and database the test moves. */
function guardAt() {
  let nowMs = 10_000;
  let answer: LeaseAnswer | Error = { active: true, holder: 'me', activeForMs: 0 };
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

const held = (activeForMs: number): LeaseAnswer => ({ active: true, holder: 'me', activeForMs });

describe('a guard', () => {
  it('may act only after it has held the lease for one period', async () => {
    const { leadership, pass, answers } = guardAt();
    await leadership.renew();
    expect(leadership.mayAct()).toBe(false);

    pass(LEASE_MS - 1);
    answers(held(LEASE_MS - 1));
    await leadership.renew();
    expect(leadership.mayAct()).toBe(false);

    pass(1);
    expect(leadership.mayAct()).toBe(true);
  });

  it('may not act when its lease has run out by its own clock, whatever the database would say', async () => {
    const { leadership, pass, answers } = guardAt();
    answers(held(60_000));
    await leadership.renew();
    expect(leadership.mayAct()).toBe(true);

    answers(new Error('the database is away'));
    pass(LEASE_MS);
    await expect(leadership.renew()).rejects.toThrow('away');
    expect(leadership.mayAct()).toBe(false);
  });

  it('waits one period again after a gap', async () => {
    const { leadership, pass, answers } = guardAt();
    answers(held(60_000));
    await leadership.renew();
    pass(5_000);
    answers(held(0)); // the row says that the lease had run out
    await leadership.renew();

    expect(leadership.mayAct()).toBe(false);
  });

  it('stands by while another holds the lease', async () => {
    const { leadership, answers } = guardAt();
    answers({ active: false, holder: 'the other', activeForMs: 60_000 });
    await leadership.renew();

    expect(leadership.mayAct()).toBe(false);
  });
});
