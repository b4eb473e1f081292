import { dirname } from 'node:path';
import { presetMarket } from '../../simulator/marketPresets';
import type { DrivenMarket } from '../../simulator/marketSource';
import { RecordedDataMissingError } from '../../simulator/recordedFile';
import { createReplaySource, RECORDED_DATA_SET, type ReplaySettings } from '../../simulator/replaySource';
import { replayTracks } from '../../simulator/replayTracks';
import { describeWith } from '../venues/recordedData';
import { memoryMarket, type MemoryMarket } from './memoryMarket';

const driven = (['binance', 'bybit'] as const).map((venue): DrivenMarket => ({
  venue,
  market: presetMarket({ venue, base: 'BTC', fees: 'zero', isReplay: true }),
}));
const replay = (settings: ReplaySettings, books: MemoryMarket) =>
  createReplaySource(settings, replayTracks(driven), books.sink);

jest.setTimeout(120_000);

describeWith(RECORDED_DATA_SET, (path) => {
  const folder = dirname(path);

  it('drives both books without a gap and uncrossed, and ends by itself', () => {
    const books = memoryMarket(driven);
    const source = replay({ folder, fromMs: 0 }, books);
    let bestBps = 0;
    for (let second = 3; second <= 343; second++) {
      expect(source.advanceTo(second * 1_000)).toEqual({ kind: 'running' });
      const spot = books.top('binance', 'BTCUSDT');
      const usdm = books.top('bybit', 'BTCUSDT');
      expect(spot.bid).toBeLessThan(spot.ask);
      expect(usdm.bid).toBeLessThan(usdm.ask);
      expect(Math.abs(usdm.bid / spot.bid - 1)).toBeLessThan(0.002);
      bestBps = Math.max(bestBps, (spot.bid / usdm.ask - 1) * 10_000, (usdm.bid / spot.ask - 1) * 10_000);
    }
    expect(source.advanceTo(400_000)).toEqual({ kind: 'ended', reason: 'the recording is over' });
    // seen once a second; between seconds the two files are up to 5 bps and more apart
    expect(bestBps).toBeGreaterThan(4);
  });

  it('starts in the middle with the same books as a replay from the beginning', () => {
    const [whole, part] = [memoryMarket(driven), memoryMarket(driven)];
    replay({ folder, fromMs: 0 }, whole).advanceTo(61_000);
    replay({ folder, fromMs: 60_000 }, part).advanceTo(1_000);
    for (const { venue } of driven)
      expect(part.levels(venue, 'BTCUSDT')).toEqual(whole.levels(venue, 'BTCUSDT'));
  });
});

describe('replay without its data', () => {
  it.each([undefined, '/nowhere'])('names the data set that is missing (%s)', (missing) => {
    const start = () => replay({ folder: missing, fromMs: 0 }, memoryMarket(driven));
    expect(start).toThrow(RecordedDataMissingError);
    expect(start).toThrow(RECORDED_DATA_SET);
  });
});
