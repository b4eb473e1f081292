import { parseScope, requireKnown, scopeText } from './controlScope';

describe('parseScope', () => {
  it('takes the one scope that is given', () => {
    expect(parseScope({ venue: 'bybit' })).toEqual({ kind: 'venue', name: 'bybit' });
    expect(scopeText(parseScope({ all: true }))).toBe('all trades');
  });

  it('refuses to guess when none is given', () => {
    expect(() => parseScope({})).toThrow(/--all/);
  });

  it('refuses two scopes, even where one is everything', () => {
    expect(() => parseScope({ all: true, trade: 'x' })).toThrow(/More than one/);
  });
});

describe('requireKnown', () => {
  const known = { strategy: ['spread'], venue: ['binance', 'bybit'] };

  it('refuses a name that would stop nothing, and tells the right ones', () => {
    expect(() => {
      requireKnown({ kind: 'venue', name: 'bybt' }, known);
    }).toThrow(/no venue "bybt"\. Choose among binance, bybit/);
  });

  it('lets known names pass, and leaves trades to the database', () => {
    for (const scope of [
      { kind: 'strategy', name: 'spread' },
      { kind: 'trade', name: 'anything' },
      { kind: 'all' },
    ] as const)
      expect(() => {
        requireKnown(scope, known);
      }).not.toThrow();
  });
});
