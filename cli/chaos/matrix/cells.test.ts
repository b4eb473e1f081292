import { FAULT_POINTS } from '../../../execution/stepDeps';
import { matrixCells, matrixPlaces, placeText, quickPlaces } from './cells';

describe('the kill matrix', () => {
  it('has a row for every point in the code', () => {
    const texts = matrixPlaces().map(placeText);
    for (const point of FAULT_POINTS) expect(texts.some((text) => text.includes(point))).toBe(true);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('kills between the two legs of an opening', () => {
    const texts = matrixPlaces().map(placeText);
    for (const leg of ['A', 'B'])
      for (const moment of ['before', 'written', 'after'])
        expect(texts).toContain(`open order.${moment} of leg ${leg}`);
  });

  it('crosses places and victims', () => {
    expect(matrixCells(['trader', 'redis'])).toHaveLength(2 * matrixPlaces().length);
  });

  it('has a quick part of 60 cells at most', () => {
    expect(quickPlaces().length).toBeGreaterThan(20);
    expect(quickPlaces().length).toBeLessThanOrEqual(60);
  });
});
