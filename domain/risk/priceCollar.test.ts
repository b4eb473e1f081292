import { asPrice, Exact } from '../money';
import { distanceBps, median } from './priceCollar';

const exact = (...values: string[]) => values.map((value) => new Exact(value));

describe('median', () => {
  it.each([
    [['3'], '3'],
    [['1', '2'], '1.5'],
    [['10', '9', '1'], '9'],
    [['4', '1', '3', '100'], '3.5'],
  ])('of %j is %s', (values, expected) => {
    expect(median(exact(...values))?.toFixed()).toBe(expected);
  });

  it('of nothing is nothing', () => {
    expect(median([])).toBeUndefined();
  });
});

describe('distanceBps', () => {
  it('does not care for the side', () => {
    expect(distanceBps(asPrice('102'), new Exact('100')).toFixed()).toBe('200');
    expect(distanceBps(asPrice('98'), new Exact('100')).toFixed()).toBe('200');
  });
});
