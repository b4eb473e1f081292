import fc from 'fast-check';
import { dayAt, isTimeZone, nextDay, parseDay, previousDay, startOfDayMs, type Day } from './calendarDay';

const day = (text: string): Day => {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
const hoursOf = (text: string, zone: string): number =>
  (startOfDayMs(nextDay(day(text)), zone) - startOfDayMs(day(text), zone)) / 3_600_000;
const startOf = (text: string, zone: string): string => new Date(startOfDayMs(day(text), zone)).toISOString();

describe('a day of the calendar', () => {
  it('is written as year, month and day, and exists', () => {
    expect(parseDay('2024-02-29')).toBe('2024-02-29');
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', 'today', '', '2026-11-25T00:00:00Z'])
      expect(parseDay(text)).toBeUndefined();
  });

  it('has neighbours across months, years and leap days', () => {
    expect(nextDay(day('2026-12-31'))).toBe('2027-01-01');
    expect(nextDay(day('2024-02-28'))).toBe('2024-02-29');
    expect(previousDay(day('2026-03-01'))).toBe('2026-02-28');
  });

  it('begins at midnight of its zone', () => {
    expect(startOf('2026-11-25', 'UTC')).toBe('2026-11-25T00:00:00.000Z');
    expect(startOf('2026-11-25', 'Europe/Berlin')).toBe('2026-11-24T23:00:00.000Z');
    expect(startOf('2026-11-25', 'Pacific/Kiritimati')).toBe('2026-11-24T10:00:00.000Z');
    expect(startOf('2026-11-25', 'Asia/Kathmandu')).toBe('2026-11-24T18:15:00.000Z');
  });

  it('has 23 hours where clocks go forward and 25 where they go back', () => {
    expect(hoursOf('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hoursOf('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hoursOf('2026-03-08', 'America/New_York')).toBe(23);
    expect(hoursOf('2026-11-01', 'America/New_York')).toBe(25);
    expect(hoursOf('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
    expect(hoursOf('2026-03-29', 'UTC')).toBe(24);
  });

  it('begins later where its clocks jump over midnight', () => {
    expect(startOf('2024-04-26', 'Africa/Cairo')).toBe('2024-04-25T22:00:00.000Z');
    expect(dayAt(Date.parse('2024-04-25T21:59:59.999Z'), 'Africa/Cairo')).toBe('2024-04-25');
    expect(hoursOf('2024-04-26', 'Africa/Cairo')).toBe(23);
  });

  it('holds exactly the moments from its beginning to that of the next', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Auckland',
      'Africa/Cairo',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }),
        fc.constantFrom(...zones),
        (ms, zone) => {
          const today = dayAt(ms, zone);
          const [fromMs, untilMs] = [startOfDayMs(today, zone), startOfDayMs(nextDay(today), zone)];
          expect(fromMs).toBeLessThanOrEqual(ms);
          expect(untilMs).toBeGreaterThan(ms);
          expect(dayAt(fromMs, zone)).toBe(today);
          expect(dayAt(fromMs - 1, zone)).toBe(previousDay(today));
        },
      ),
      { seed: 20261125, numRuns: 300 },
    );
  });

  it('knows zones by their IANA names alone', () => {
    expect(['UTC', 'Europe/Berlin', 'Asia/Tokyo'].every(isTimeZone)).toBe(true);
    expect(['', 'Berlin', 'Mars/Olympus'].some(isTimeZone)).toBe(false);
  });
});
