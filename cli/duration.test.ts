import fc from 'fast-check';
import { durationText, parseDurationMs } from './duration';
import { UserError } from './userError';

describe('parseDurationMs', () => {
  it.each([
    ['60s', 60_000],
    ['500ms', 500],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
  ])('reads %s', (text, ms) => {
    expect(parseDurationMs('--for', text)).toBe(ms);
  });

  it.each(['60', '', '-5s', '0s', '5 s', 's', '1d', '1e3s', '5s!', 'Infinitys'])(
    'refuses "%s" and names the flag',
    (text) => {
      expect(() => parseDurationMs('--for', text)).toThrow(UserError);
      expect(() => parseDurationMs('--for', text)).toThrow(/--for .*60s/);
    },
  );

  it('reads back any sum of parts', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(59), fc.integer({ min: 1, max: 59 }), (hours, minutes, seconds) => {
        const text = `${hours}h${minutes}m${seconds}s`;
        expect(parseDurationMs('--for', text)).toBe(((hours * 60 + minutes) * 60 + seconds) * 1_000);
      }),
    );
  });
});

describe('durationText', () => {
  it.each([
    [12, '12 ms'],
    [12_400, '12.4 s'],
    [200_000, '3 min 20 s'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
