import { parseScope, scopeText } from './controlScope';

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
