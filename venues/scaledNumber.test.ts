import fc from 'fast-check';
import { Exact } from '../domain/money';
import { multiplesOf, priceScale, qtyScale } from './scaledNumber';

describe('multiplesOf', () => {
  it.each([
    { text: '61837.63000000', tick: '0.01', ticks: 6_183_763 },
    { text: '27450.5', tick: '0.5', ticks: 54_901 },
    { text: '7', tick: '0.001', ticks: 7_000 },
    { text: '0.00', tick: '0.01', ticks: 0 },
    { text: '100.001', tick: '0.01', ticks: NaN },
    { text: '100.3', tick: '0.5', ticks: NaN },
  ])('reads $text on tick $tick as $ticks', ({ text, tick, ticks }) => {
    expect(multiplesOf(text, priceScale(tick))).toBe(ticks);
  });

  it('rounds a size down to whole lots', () => {
    expect(multiplesOf('1.23999', qtyScale('0.01'))).toBe(123);
  });

  it.each([
    '',
    '.',
    '1.',
    '.5',
    '-1',
    '+1',
    '1e3',
    'NaN',
    ' 1',
    '1 ',
    '0x10',
    '1.2.3',
    '99999999999999999999',
  ])('refuses %p', (text) => {
    expect(multiplesOf(text, priceScale('0.01'))).toBeNaN();
  });

  it('agrees with exact division for every decimal text', () => {
    const step = fc.constantFrom('0.01', '0.5', '0.00001', '1', '25', '0.00025');
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.nat(99_999), step, (whole, fraction, lotSize) => {
        const text = `${whole}.${String(fraction).padStart(5, '0')}`;
        const lots = new Exact(text).idiv(lotSize).toNumber();
        expect(multiplesOf(text, qtyScale(lotSize))).toBe(lots);
      }),
      { seed: 7 },
    );
  });
});
