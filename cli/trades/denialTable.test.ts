import { denialsText } from './denialTable';

const count = (code: string, lastFigures: Record<string, string> = {}) => ({
  code,
  openings: 2,
  candidates: 40,
  lastAtMs: 0,
  lastFigures,
});

describe('denialsText', () => {
  it('tells how often, why, what to do and the latest figures', () => {
    const text = denialsText(
      [count('LIMIT_ORDER_RATE', { limit: 'venue-notional:bybit', used: '200' })],
      false,
    );
    expect(text).toMatch(/LIMIT_ORDER_RATE +2 +40 +more orders began at this venue/);
    expect(text).toContain('limit=venue-notional:bybit used=200');
  });

  it('shows a code that it does not know', () => {
    expect(denialsText([count('LATCH_OF_TOMORROW')], false)).toContain('not known to this version');
  });

  it('cuts figures that are endless', () => {
    expect(denialsText([count('EDGE_GONE', { text: 'x'.repeat(500) })], false)).not.toContain('x'.repeat(91));
  });
});
