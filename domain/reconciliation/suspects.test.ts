import type { Difference } from './difference';
import {
  APART_MS,
  NOTHING_WEIGHED,
  undecidedIn,
  weigh,
  type ComparedReading,
  type Weighing,
} from './suspects';

const balance = (changes: { difference?: string; mark?: string; subject?: string } = {}): Difference => ({
  kind: 'balance',
  venue: 'binance',
  subject: 'BTC',
  asset: 'BTC',
  part: 'balances',
  ours: '10',
  theirs: '9',
  difference: '-1',
  aboveDust: true,
  mark: '10',
  ...changes,
});

interface Seen extends Partial<ComparedReading> {
  readonly atMs: number;
}

const reading = (seen: Seen): ComparedReading => ({ differences: [], isSilentOn: () => false, ...seen });

/** All readings one after another; suspects of the first two are followed, as in a run. */
const weighAll = (...readings: readonly Seen[]): Weighing =>
  readings.reduce<Weighing>((before, seen, i) => weigh(before, reading(seen), i < 2), NOTHING_WEIGHED);

const confirmedBy = (...readings: readonly Seen[]) => [...weighAll(...readings).confirmed.keys()];

describe('weigh', () => {
  it('counts nothing that was seen once', () => {
    const weighing = weighAll({ atMs: 0, differences: [balance()] });

    expect([...weighing.confirmed]).toEqual([]);
    expect(undecidedIn(weighing)).toEqual(['balance BTC']);
  });

  it('counts what is there again two seconds later', () => {
    const differences = [balance()];

    expect(confirmedBy({ atMs: 0, differences }, { atMs: APART_MS - 1, differences })).toEqual([]);
    expect(confirmedBy({ atMs: 0, differences }, { atMs: APART_MS, differences })).toEqual(['balance BTC']);
  });

  it('clears what the second reading shows to agree: a late fill was booked', () => {
    const weighing = weighAll({ atMs: 0, differences: [balance()] }, { atMs: APART_MS });

    expect([...weighing.confirmed, ...undecidedIn(weighing)]).toEqual([]);
  });

  it('begins anew where an event lies between and the difference is another', () => {
    const first = { atMs: 0, differences: [balance()] };
    const second = { atMs: 2_000, differences: [balance({ mark: '11', difference: '-2' })] };
    const third = { atMs: 4_000, differences: [balance({ mark: '12', difference: '-2' })] };

    expect(confirmedBy(first, second)).toEqual([]);
    expect(confirmedBy(first, second, third)).toEqual(['balance BTC']);
  });

  it('counts a difference that changes although nothing of ours happened: somebody else moves the account', () => {
    const first = { atMs: 0, differences: [balance()] };

    expect(confirmedBy(first, { atMs: 2_000, differences: [balance({ difference: '-5' })] })).toEqual([
      'balance BTC',
    ]);
  });

  it('counts a difference that stays the same through our own trading', () => {
    const first = { atMs: 0, differences: [balance()] };

    expect(confirmedBy(first, { atMs: 2_000, differences: [balance({ mark: '99' })] })).toEqual([
      'balance BTC',
    ]);
  });

  it('neither clears nor counts what a reading says nothing of', () => {
    const seen = { atMs: 0, differences: [balance()] };
    const silent = { atMs: 2_000, isSilentOn: () => true };

    const weighing = weighAll(seen, silent, { ...silent, atMs: 4_000 });

    expect([...weighing.confirmed]).toEqual([]);
    expect(undecidedIn(weighing)).toEqual(['balance BTC']);
    expect(confirmedBy(seen, silent, { atMs: 4_000, differences: [balance()] })).toEqual(['balance BTC']);
  });

  it('takes back what a later reading of the run shows to agree', () => {
    const differences = [balance()];

    expect(confirmedBy({ atMs: 0, differences }, { atMs: 2_000, differences }, { atMs: 4_000 })).toEqual([]);
  });

  it('leaves what appears after the second reading to the next run', () => {
    const weighing = weighAll({ atMs: 0 }, { atMs: 2_000 }, { atMs: 4_000, differences: [balance()] });

    expect(undecidedIn(weighing)).toEqual([]);
    expect(weighing.suspects.size).toBe(1);
  });
});
