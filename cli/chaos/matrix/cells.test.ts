import { FAULT_POINTS } from '../../../execution/stepDeps';
import { matrixCells, matrixPlaces, placeText, quickPlaces } from './cells';

describe('the kill matrix', () => {
  it('has a row for every point in the code', () => {
    const texts = matrixPlaces('journal-first').map(placeText);
    for (const point of FAULT_POINTS) expect(texts.some((text) => text.includes(point))).toBe(true);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('kills between the two legs of an opening', () => {
    const texts = matrixPlaces('journal-first').map(placeText);
    for (const leg of ['A', 'B'])
      for (const moment of ['before', 'written', 'after'])
        expect(texts).toContain(`open order.${moment} of leg ${leg}`);
  });

  it('crosses places and victims', () => {
    const places = matrixPlaces('workflow-first');
    expect(matrixCells(['trader', 'redis'], places)).toHaveLength(2 * places.length);
  });

  it('has a quick part of 60 cells at most', () => {
    expect(quickPlaces('journal-first').length).toBeGreaterThan(20);
    expect(quickPlaces('journal-first').length).toBeLessThanOrEqual(60);
  });
});
