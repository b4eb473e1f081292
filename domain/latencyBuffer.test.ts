import { latencyBufferBps } from './latencyBuffer';

describe('latencyBufferBps', () => {
  it.each([
    [2, 1_000, 2],
    [2, 250, 1],
    [3, 4_000, 6],
    [5, 0, 0],
    [5, -20, 0],
  ])('is volatility × √latency: %d bps/√s over %d ms cost %d bps', (volatility, latencyMs, bufferBps) => {
    expect(latencyBufferBps(volatility, latencyMs)).toBeCloseTo(bufferBps, 12);
  });
});
