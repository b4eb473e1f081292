import { countReasons, reasonsText, spreadsText } from './scanText';

const spread = (pairKey: string, maxBps: number, count = 10) => ({
  pairKey,
  count,
  currentBps: 0,
  meanBps: 1,
  sdBps: 1,
  minBps: -1,
  maxBps,
  zScore: 0,
});

describe('spreadsText', () => {
  it('puts the widest pair first and leaves unseen pairs out', () => {
    const lines = spreadsText([spread('a>b', 3), spread('b>a', 7.456), spread('c>d', 0, 0)], false).split(
      '\n',
    );
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^b>a\s+10\s+1\.00\s+7\.46/);
  });
});

describe('reasons', () => {
  it('count what the log left out', () => {
    const reasons = new Map<string, number>();
    const denial = { code: 'EDGE_BELOW_MINIMUM', figures: {} };
    countReasons(reasons, [{ pairKey: 'a>b', atMs: 0, denial, suppressed: 4 }]);
    countReasons(reasons, [{ pairKey: 'a>b', atMs: 0, denial, suppressed: 0 }]);
    expect(reasonsText(reasons)).toBe('Refused:\n  6 × EDGE_BELOW_MINIMUM');
  });
});
