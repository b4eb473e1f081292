import { shutdownText } from './shutdownText';

const report = {
  reason: 'drill',
  flatten: false,
  cancelledOrders: 2,
  signalledTrades: 1,
  notFlat: [] as string[],
  openOrders: 0,
  snapshotId: '9',
};

describe('shutdownText', () => {
  it('tells how to resume', () => {
    expect(shutdownText(report)).toMatch(
      /Nothing is left to do\.\nNo new trade opens until: holdfast resume --all/,
    );
  });

  it('names each trade that is not flat', () => {
    const text = shutdownText({ ...report, notFlat: ['spread/x/0/1'] });
    expect(text).toContain('spread/x/0/1');
    expect(text).toContain('SOMETHING IS LEFT');
  });

  it('does not call orders at the venues nothing', () => {
    expect(shutdownText({ ...report, openOrders: 1 })).toContain('SOMETHING IS LEFT');
  });
});
