import fc from 'fast-check';
import {
  apiErrors,
  dailyLoss,
  differences,
  failedTrades,
  lossOfShare,
  smallerLimitUsd,
  tooLong,
  type ClosedTrade,
} from './breakerRules';

const DAY = { capUsd: '5000', equityFraction: '0.05' };
const won = { outcome: 'completed', pnlUsd: '1' } as const;
const lost = { outcome: 'completed', pnlUsd: '-0.01' } as const;
const unwound = { outcome: 'unwound', pnlUsd: '0' } as const;

describe('dailyLoss', () => {
  it.each([
    ['4999.99', 'under'],
    ['5000', 'over'],
    ['5000.01', 'over'],
  ])('of all trades, %s USD are %s the cap', (allLossUsd, kind) => {
    const figures = { allLossUsd, neutralLossUsd: '0', equityUsd: '1000000' };
    expect(dailyLoss(figures, DAY)).toMatchObject({ kind, threshold: '5000.00' });
  });

  it.each([
    ['49.99', 'under'],
    ['50', 'over'],
    ['50.01', 'over'],
  ])('of market-neutral trades alone, %s USD of 1 000 is %s 5 %', (neutralLossUsd, kind) => {
    const figures = { allLossUsd: '0', neutralLossUsd, equityUsd: '1000' };
    expect(dailyLoss(figures, DAY)).toMatchObject({ kind, threshold: '50.00' });
  });

  it('tells of directional losses only against the cap', () => {
    const figures = { allLossUsd: '4000', neutralLossUsd: '0', equityUsd: '1000' };
    expect(dailyLoss(figures, DAY)).toMatchObject({ kind: 'under', value: '4000.00', threshold: '5000.00' });
  });

  it('is not over where nothing was lost, whatever the equity is', () => {
    const figures = { allLossUsd: '-10', neutralLossUsd: '0', equityUsd: '0' };
    expect(dailyLoss(figures, DAY).kind).toBe('under');
  });

  it('is over at the first loss where no equity is left', () => {
    const figures = { allLossUsd: '1', neutralLossUsd: '1', equityUsd: '-3' };
    expect(dailyLoss(figures, DAY).kind).toBe('over');
  });

  it('never loses digits that a float would', () => {
    const figures = { allLossUsd: '0', neutralLossUsd: '0.3', equityUsd: '6' };
    expect(dailyLoss(figures, DAY).kind).toBe('over');
  });
});

describe('lossOfShare', () => {
  it.each([
    ['149.99', 'under'],
    ['150', 'over'],
    ['150.01', 'over'],
  ])('a fall by %s of 1 000 is %s 15 %', (lossUsd, kind) => {
    expect(lossOfShare({ lossUsd, baseUsd: '1000' }, { fraction: '0.15' }).kind).toBe(kind);
  });

  it('never goes back under as a loss grows', () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(cents, cents, cents, (a, b, equity) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((lossCents) =>
          lossOfShare(
            { lossUsd: (lossCents / 100).toFixed(2), baseUsd: (equity / 100).toFixed(2) },
            { fraction: '0.15' },
          ),
        );
        return less?.kind !== 'over' || more?.kind === 'over';
      }),
    );
  });
});

describe('failedTrades', () => {
  const limits = { inARow: 5, losingCounts: true };
  const row = (count: number, trade: ClosedTrade): ClosedTrade[] =>
    Array.from({ length: count }, () => trade);

  it.each([
    [4, 'under'],
    [5, 'over'],
    [6, 'over'],
  ])('%i in a row are %s', (count, kind) => {
    expect(failedTrades(row(count, unwound), limits)).toMatchObject({ kind, value: String(count) });
  });

  it('counts back to the newest success only', () => {
    expect(failedTrades([lost, unwound, won, ...row(9, unwound)], limits).value).toBe('2');
  });

  it('counts a loss of a market-neutral trade, not of a directional one', () => {
    expect(failedTrades(row(5, lost), limits).kind).toBe('over');
    expect(failedTrades(row(5, lost), { ...limits, losingCounts: false })).toMatchObject({ value: '0' });
  });

  it('takes breaking even for a success', () => {
    expect(failedTrades(row(5, { outcome: 'completed', pnlUsd: '0' }), limits).value).toBe('0');
  });
});

describe('apiErrors', () => {
  const limits = { errorFraction: '0.25', minRequests: 20 };
  it.each([
    [100, 24, { kind: 'under', value: '0.2400' }],
    [100, 25, { kind: 'over', value: '0.2500' }],
    [100, 26, { kind: 'over', value: '0.2600' }],
    [19, 19, { kind: 'under', value: '1.0000' }],
    [20, 20, { kind: 'over', value: '1.0000' }],
    [0, 0, { kind: 'under', value: '0' }],
  ])('of %i requests with %i errors are %j', (requests, errors, expected) => {
    expect(apiErrors({ requests, errors }, limits)).toMatchObject(expected);
  });
});

describe('tooLong', () => {
  it.each([
    [499, 'under'],
    [500, 'over'],
    [501, 'over'],
    [-500, 'over'],
    [-499, 'under'],
  ])('%i ms are %s a limit of 500', (ms, kind) => {
    expect(tooLong(ms, 500).kind).toBe(kind);
  });
});

describe('differences', () => {
  it('lets none pass', () => {
    expect(differences(0).kind).toBe('under');
    expect(differences(1).kind).toBe('over');
  });
});

describe('smallerLimitUsd', () => {
  it('is the amount for the rich and the share for the poor', () => {
    const limit = { usd: '2000', fraction: '0.02' };
    expect(smallerLimitUsd('1000000', limit)).toBe('2000.00');
    expect(smallerLimitUsd('4000', limit)).toBe('80.00');
  });
});
