import { UserError } from '../userError';
import { isShareOf, openingsPlayed, parseChaosOptions, type RawChaosOptions } from './chaosOptions';

const raw = (overrides: Partial<RawChaosOptions> = {}): RawChaosOptions => ({
  rounds: '30',
  seed: '1',
  times: '3',
  ...overrides,
});

describe('parseChaosOptions', () => {
  it.each<[Partial<RawChaosOptions>, object]>([
    [{}, { kind: 'rounds', rounds: 30 }],
    [{ onlyRound: '17' }, { kind: 'round', index: 17 }],
    [
      { matrix: true, victims: ['trader'], quick: true },
      { kind: 'matrix', times: 3, victims: ['trader'], places: [], quick: true },
    ],
    [{ held: '100' }, { kind: 'held', trades: 100 }],
  ])('reads %j', (overrides, play) => {
    expect(parseChaosOptions(raw(overrides)).play).toEqual(play);
  });

  it('lets both openings take turns, so that each round is played once', () => {
    const options = parseChaosOptions(raw());
    expect([1, 2, 3].map((index) => isShareOf(options, 'journal-first', index))).toEqual([
      false,
      true,
      false,
    ]);
    expect(openingsPlayed(options)).toEqual(['workflow-first', 'journal-first']);
    expect(openingsPlayed(parseChaosOptions(raw({ onlyRound: '4' })))).toEqual(['journal-first']);
    expect(openingsPlayed(parseChaosOptions(raw({ onlyRound: '4', opening: 'workflow-first' })))).toEqual([
      'workflow-first',
    ]);
  });

  it.each<[string, Partial<RawChaosOptions>]>([
    ['--rounds', { rounds: '0' }],
    ['--times', { matrix: true, times: 'x' }],
    ['--opening', { opening: 'database-first' }],
    ['--matrix', { matrix: true, held: '3' }],
    ['--write-results', { onlyRound: '3', writeResults: true }],
    ['--write-results', { matrix: true, quick: true, writeResults: true }],
  ])('refuses a wrong %s by name', (flag, overrides) => {
    expect(() => parseChaosOptions(raw(overrides))).toThrow(UserError);
    expect(() => parseChaosOptions(raw(overrides))).toThrow(flag);
  });
});
