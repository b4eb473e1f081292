import fc from 'fast-check';
import { asPrice, asQty } from '../../domain/money';
import { createFrame, type Frame } from '../../venues/binance/frame';
import { createBinanceFrameHandler } from '../../venues/binance/frameHandler';
import { DepthSnapshot } from '../../venues/binance/messages';
import { parseFrame } from '../../venues/binance/parseFrame';
import { scanFrame } from '../../venues/binance/scanFrame';
import { createStreamTable } from '../../venues/binance/streamTable';
import { feedBook, recordingListener, spotInstrument } from './feedFakes';
import { describeWith, readRecording, type RecordedFrame } from './recordedData';

const usdm = spotInstrument({ tickSize: asPrice('0.1'), lotSize: asQty('0.001') });

describe.each([
  { file: 'spot_btcusdt_20240808.gz', instrument: spotInstrument(), rule: 'spot' as const },
  { file: 'usdm_btcusdt_20240808.gz', instrument: usdm, rule: 'usdm' as const },
])('binance frames', ({ file, instrument, rule }) => {
  describeWith(`binance-2024-08-08/${file}`, (path) => {
    const frames = readRecording(path);
    const streams = createStreamTable([feedBook(instrument)]);

    it('scans every market frame to the same values as the full parser', () => {
      let scanned = 0;
      for (const { json } of frames) {
        const bytes = Buffer.from(json, 'latin1');
        const fast = createFrameOf((frame) => scanFrame(bytes, streams, frame));
        if (fast.kind === 'otherShape') continue;
        scanned++;
        if (scanned % 7 > 0) continue; // each seventh: the full parser is slow
        const slow = createFrameOf((frame) => parseFrame(json, streams, frame));
        expect({ ...fast }).toEqual({ ...slow });
      }
      expect(scanned).toBe(frames.filter(({ json }) => json.startsWith('{"stream"')).length);
    });

    it('never reads a damaged frame otherwise than the full parser', () => {
      const some = frames.filter(({ json }) => json.length < 400).slice(0, 200);
      fc.assert(
        fc.property(
          fc.nat({ max: some.length - 1 }),
          fc.nat({ max: 399 }),
          fc.constantFrom('0', '9', '-', '.', '"', '}', ' ', 'e', ']', ''),
          (pick, at, replacement) => {
            const json = some[pick]?.json ?? '';
            const damaged = json.slice(0, at) + replacement + json.slice(at + 1);
            const fast = createFrameOf((frame) => scanFrame(Buffer.from(damaged, 'latin1'), streams, frame));
            if (fast.kind === 'otherShape') return;
            const slow = createFrameOf((frame) => parseFrame(damaged, streams, frame));
            expect(fast).toEqual(slow);
          },
        ),
        { numRuns: 3_000, seed: 20240808 },
      );
    });

    it('keeps a book whose top is the latest ticker, and is never crossed', () => {
      const replayed = replay(frames, instrument, rule);
      expect(replayed.listener.bad).toEqual([]);
      expect(replayed.listener.trust.at(-1)).toEqual({ kind: 'synced' });
      expect(replayed.wrongTops).toBe(0);
      expect(replayed.tickers).toBeGreaterThan(1_000);
    });
  });
});

function createFrameOf(read: (frame: Frame) => string) {
  const frame = createFrame();
  const kind = read(frame);
  const { priceTicks, qtyLots, ...rest } = frame;
  if (kind === 'otherShape' || kind === 'malformed' || kind === 'control') return { kind };
  const levels =
    kind === 'depth' ? [...priceTicks.slice(0, frame.levelCount), ...qtyLots.slice(0, frame.levelCount)] : [];
  return { kind, ...rest, top: { ...frame.top }, levels };
}

function replay(frames: readonly RecordedFrame[], instrument = spotInstrument(), rule: 'spot' | 'usdm') {
  const listener = recordingListener();
  const own = feedBook(instrument);
  const handler = createBinanceFrameHandler({
    books: [own],
    listener,
    rule,
    onSnapshotNeeded: () => undefined,
  });
  let wrongTops = 0;
  let tickers = 0;
  let lastDepthId = 0;
  for (const { json, receivedAtNs } of frames) {
    if (!json.startsWith('{"stream"')) {
      handler.snapshot(0, DepthSnapshot.parse(JSON.parse(json)));
      continue;
    }
    handler.handle(Buffer.from(json, 'latin1'), Number(receivedAtNs / 1_000_000n), receivedAtNs);
    const lastId = numberAfter('"u":', json);
    if (json.includes('@depth')) lastDepthId = lastId;
    // A ticker may arrive after a depth message that is newer than it: then the depth is right.
    if (handler.needsSnapshot(0) || !json.includes('@bookTicker') || lastId <= lastDepthId) continue;
    tickers++;
    const bid = numberAfter('"b":"', json) / Number(instrument.tickSize);
    if (Math.abs(own.book.priceTicks(0, 0) - bid) > 1e-3) wrongTops++;
  }
  return { listener, wrongTops, tickers };
}

/** The number that follows this text for the first time; `NaN` where it does not. */
function numberAfter(text: string, json: string): number {
  const at = json.indexOf(text);
  return at < 0 ? Number.NaN : Number.parseFloat(json.slice(at + text.length));
}
