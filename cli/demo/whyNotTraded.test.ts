import { stoppedBy, whyNotTradedText } from './whyNotTraded';

describe('whyNotTradedText', () => {
  it('says for each reason how often, how near, and which cost stopped it', () => {
    const text = whyNotTradedText(
      [
        {
          symbol: 'BTC/USDT',
          reason: 'EDGE_BELOW_MINIMUM',
          seen: 812,
          bestGrossBps: '4.8123',
          figures: { grossBps: '4.8', takerFeesBps: '20', safetyBufferBps: '1' },
        },
      ],
      false,
    );
    expect(text).toContain('EDGE_BELOW_MINIMUM');
    expect(text).toMatch(/812\s+4\.81\s+takerFeesBps 20$/);
  });

  it('is plain when there was nothing', () => {
    expect(whyNotTradedText([], false)).toMatch(/Nothing was found/);
  });
});

describe('stoppedBy', () => {
  it('trusts the term that detection names', () => {
    expect(stoppedBy({ stoppedBy: 'latencyBufferBps', latencyBufferBps: '3', takerFeesBps: '20' })).toBe(
      'latencyBufferBps 3',
    );
  });

  it('knows none where the figures hold no cost', () => {
    expect(stoppedBy({ grossBps: '4', netBps: '2' })).toBe('-');
  });
});
