import { lossSince, nextMarks } from './resultMarks';

const now = (resultUsd: string, realisedTodayUsd = '0', day = '2026-01-02') => ({
  day,
  resultUsd,
  realisedTodayUsd,
});

describe('nextMarks', () => {
  it('reckons the start of the day back from what today has realised when nobody looked at midnight', () => {
    const marks = { day: '2026-01-01', dayStartUsd: '3', peakUsd: '90' };
    expect(nextMarks(marks, now('70', '-20'))).toEqual({
      day: '2026-01-02',
      dayStartUsd: '90',
      peakUsd: '90',
    });
  });

  it('keeps the start of a day that it has seen', () => {
    const marks = { day: '2026-01-02', dayStartUsd: '10', peakUsd: '12' };
    expect(nextMarks(marks, now('5'))).toEqual(marks);
  });

  it('raises the peak with the result and never lowers it', () => {
    const marks = { day: '2026-01-02', dayStartUsd: '10', peakUsd: '12' };
    expect(nextMarks(marks, now('12.01')).peakUsd).toBe('12.01');
    expect(nextMarks(marks, now('11.99')).peakUsd).toBe('12');
  });

  it('begins with the losses of the day it is first asked on', () => {
    expect(nextMarks(undefined, now('-30', '-30'))).toEqual({
      day: '2026-01-02',
      dayStartUsd: '0',
      peakUsd: '0',
    });
  });

  it('counts anew from here what an operator has reset', () => {
    const reset = { day: '2026-01-02', dayStartUsd: undefined, peakUsd: undefined };
    expect(nextMarks(reset, now('-30', '-30'))).toMatchObject({ dayStartUsd: '-30', peakUsd: '-30' });
    expect(nextMarks({ ...reset, peakUsd: '5' }, now('-30'))).toMatchObject({ peakUsd: '5' });
  });
});

describe('lossSince', () => {
  it('is what is missing, never a gain', () => {
    expect(lossSince('10', '7.5')).toBe('2.5');
    expect(lossSince('10', '11')).toBe('0');
  });
});
