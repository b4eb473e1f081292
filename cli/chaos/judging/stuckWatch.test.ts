import { createStuckWatch, STUCK_AFTER_MS } from './stuckWatch';

const trade = (progress: string, isOpen = true) => ({ tradeId: 't', isOpen, progress });

describe('stuck trades', () => {
  it('are those without progress for thirty healthy seconds, told once', () => {
    const watch = createStuckWatch();
    expect(watch.look([trade('1 opening')], 0)).toEqual([]);
    expect(watch.look([trade('1 opening')], STUCK_AFTER_MS)).toEqual([]);
    expect(watch.look([trade('1 opening')], STUCK_AFTER_MS + 1)).toEqual(['t']);
    expect(watch.look([trade('1 opening')], STUCK_AFTER_MS * 3)).toEqual([]);
  });

  it('are not those that move, however slowly', () => {
    const watch = createStuckWatch();
    for (let step = 0; step < 10; step++)
      expect(watch.look([trade(String(step))], step * (STUCK_AFTER_MS - 1))).toEqual([]);
  });

  it('are not those that have closed', () => {
    const watch = createStuckWatch();
    watch.look([trade('1')], 0);
    expect(watch.look([trade('1', false)], STUCK_AFTER_MS * 2)).toEqual([]);
  });
});
