import type { Day } from './calendarDay';
import { nextUnreportedDay, unbookedWindow, type BookingState } from './reportDays';

const at = (iso: string): number => Date.parse(iso);
const state = (changes: Partial<BookingState>): BookingState => ({
  mode: 'simulator',
  timeZone: 'Europe/Berlin',
  nowMs: at('2026-11-25T00:05:00+01:00'),
  last: undefined,
  firstFactMs: at('2026-11-23T12:00:00+01:00'),
  ...changes,
});
const last = (day: string, until: string) => ({ day: day as Day, untilMs: at(until) });

describe('the next day to book', () => {
  it('is that of the first fact, from its midnight, where none is booked', () => {
    expect(nextUnreportedDay(state({}))).toEqual({
      mode: 'simulator',
      timeZone: 'Europe/Berlin',
      day: '2026-11-23',
      fromMs: at('2026-11-23T00:00:00+01:00'),
      untilMs: at('2026-11-24T00:00:00+01:00'),
    });
  });

  it('follows the last booked one, and is not today', () => {
    const monday = last('2026-11-23', '2026-11-24T00:00:00+01:00');
    const tuesday = last('2026-11-24', '2026-11-25T00:00:00+01:00');
    expect(nextUnreportedDay(state({ last: monday }))).toMatchObject({ day: '2026-11-24' });
    expect(nextUnreportedDay(state({ last: tuesday }))).toBeUndefined();
  });

  it('waits until what began before midnight has been written', () => {
    const monday = last('2026-11-23', '2026-11-24T00:00:00+01:00');
    const early = state({ last: monday, nowMs: at('2026-11-25T00:00:59+01:00') });
    expect(nextUnreportedDay(early)).toBeUndefined();
    expect(nextUnreportedDay({ ...early, nowMs: at('2026-11-25T00:01:00+01:00') })).toBeDefined();
  });

  it('is none while there is nothing to tell', () => {
    expect(nextUnreportedDay(state({ firstFactMs: undefined }))).toBeUndefined();
  });

  it('has 25 hours where the clocks go back', () => {
    const saturday = last('2026-10-24', '2026-10-25T00:00:00+02:00');
    const window = nextUnreportedDay(state({ last: saturday }));
    expect(window).toMatchObject({ day: '2026-10-25', untilMs: at('2026-10-26T00:00:00+01:00') });
    expect((window?.untilMs ?? 0) - (window?.fromMs ?? 0)).toBe(25 * 3_600_000);
  });

  it('neither leaves out nor repeats a moment when the zone is changed', () => {
    const utc = last('2026-11-23', '2026-11-24T00:00:00Z');
    const westward = nextUnreportedDay(
      state({ last: utc, timeZone: 'America/New_York', nowMs: at('2026-11-26T00:00:00Z') }),
    );
    expect(westward).toMatchObject({
      day: '2026-11-24',
      fromMs: at('2026-11-24T00:00:00Z'),
      untilMs: at('2026-11-25T00:00:00-05:00'),
    });
    const farEast = last('2026-11-23', '2026-11-24T12:00:00Z'); // a day of UTC-12
    expect(nextUnreportedDay(state({ last: farEast, timeZone: 'Pacific/Kiritimati' }))).toMatchObject({
      day: '2026-11-24',
      fromMs: at('2026-11-24T12:00:00Z'),
      untilMs: at('2026-11-24T12:00:00Z'),
    });
  });
});

describe('a day that is not booked', () => {
  it('is told up to now, from where the last booked one ended', () => {
    const tuesday = last('2026-11-24', '2026-11-24T22:00:00Z');
    const nowMs = at('2026-11-25T10:00:00Z');
    expect(unbookedWindow('2026-11-25' as Day, state({ last: tuesday, nowMs }))).toMatchObject({
      fromMs: tuesday.untilMs,
      untilMs: nowMs,
    });
  });

  it('is told whole where it is over', () => {
    expect(unbookedWindow('2026-11-24' as Day, state({ nowMs: at('2026-11-30T00:00:00Z') }))).toMatchObject({
      fromMs: at('2026-11-24T00:00:00+01:00'),
      untilMs: at('2026-11-25T00:00:00+01:00'),
    });
  });
});
