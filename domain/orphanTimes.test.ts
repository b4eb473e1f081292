import { orphanTimesMs, orphanTimesOfRun } from './orphanTimes';

type Verdict = Parameters<typeof orphanTimesMs>[0][number];
const matched = undefined;
const orphanSince = (knownAtMs: number): number => knownAtMs;
const verdict = (
  orphanKnownAtMs: number | undefined,
  atMs: number,
  repair: Verdict['repair'] = 'none',
): Verdict => ({ orphanKnownAtMs, repair, atMs });

describe('orphanTimesMs', () => {
  it('finds none in a trade whose legs filled together', () => {
    expect(orphanTimesMs([verdict(matched, 100)], 1_000)).toEqual([]);
  });

  it('counts from the first knowledge to the step that found it gone', () => {
    const verdicts = [
      verdict(orphanSince(1_000), 1_010),
      verdict(orphanSince(1_000), 1_150),
      verdict(matched, 1_320, 'complete'),
    ];
    expect(orphanTimesMs(verdicts, 9_000)).toEqual([320]);
  });

  it('ignores what lasted 50 ms without a repair', () => {
    expect(orphanTimesMs([verdict(orphanSince(1_000), 1_010), verdict(matched, 1_050)], 9_000)).toEqual([]);
  });

  it('counts any repair, however quick', () => {
    expect(
      orphanTimesMs([verdict(orphanSince(1_000), 1_001), verdict(matched, 1_020, 'reduce')], 9_000),
    ).toEqual([20]);
  });

  it('lets an orphan that stands last until now', () => {
    expect(orphanTimesMs([verdict(orphanSince(1_000), 1_010)], 4_000)).toEqual([3_000]);
  });

  it('counts two orphans of one trade apart', () => {
    const verdicts = [
      verdict(orphanSince(0), 1),
      verdict(matched, 100),
      verdict(orphanSince(200), 201),
      verdict(matched, 260),
    ];
    expect(orphanTimesMs(verdicts, 9_000)).toEqual([100, 60]);
  });
});

describe('orphanTimesOfRun', () => {
  it('never lets one trade end the orphan of another', () => {
    const verdicts = [
      { tradeId: 'a', ...verdict(orphanSince(0), 1) },
      { tradeId: 'b', ...verdict(matched, 2) },
      { tradeId: 'a', ...verdict(matched, 400) },
    ];
    expect(orphanTimesOfRun(verdicts, 9_000)).toEqual([400]);
  });
});
