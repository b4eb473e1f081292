import { createMarketUnits, type MarketUnits } from './marketUnits';
import type { DrivenMarket, MarketSink, MarketSource, SourceState } from './marketSource';
import { createRecordedBook, type ChainRule, type RecordedBook, type RecordedBookStep } from './recordedBook';
import { openRecording, type RecordedMessage, type RecordedPayload } from './recordedFile';

export const RECORDED_DATA_SET = 'binance-2024-08-08';

/** A file that drives a market. No public recording holds two exchanges over one span: USD-M stands in for the second one. */
export interface ReplayTrack {
  readonly file: string;
  readonly rule: ChainRule;
  readonly label: string;
  readonly driven: DrivenMarket;
}

export interface ReplaySettings {
  /** Folder of the data sets; `undefined` where HOLDFAST_RECORDED_DATA is not set. */
  readonly folder: string | undefined;
  /** Starts this far into the recording, with books already in place. */
  readonly fromMs: number;
}

interface Track {
  readonly settings: ReplayTrack;
  readonly messages: Iterator<RecordedMessage>;
  readonly book: RecordedBook;
  readonly units: MarketUnits;
  next: RecordedMessage | undefined;
}

/**
 * Plays recorded files in receive order over all of them, once.
 * @throws RecordedDataMissingError
 */
export function createReplaySource(
  settings: ReplaySettings,
  tracks: readonly ReplayTrack[],
  sink: MarketSink,
): MarketSource {
  const open = tracks.map((track) => openTrack(settings.folder, track));
  const startMs = Math.min(...open.map((track) => track.next?.receivedMs ?? Number.POSITIVE_INFINITY));
  let isSeeking = settings.fromMs > 0;

  /** Plays up to and with this receive time; while seeking only our books follow. */
  function playTo(timeMs: number): SourceState {
    for (;;) {
      const track = earliest(open);
      if (!track?.next) return { kind: 'ended', reason: 'the recording is over' };
      if (track.next.receivedMs > timeMs) return { kind: 'running' };
      const gap = playOne(track, track.next.payload, isSeeking ? () => undefined : sink);
      if (gap !== undefined) return { kind: 'ended', reason: gap };
      advance(track);
    }
  }

  function seek(): SourceState {
    const state = playTo(startMs + settings.fromMs);
    isSeeking = false;
    for (const { settings: track, book } of open) if (book.isSynced()) sink(wholeBook(track.driven, book));
    return state;
  }

  return {
    advanceTo: (elapsedMs) => {
      const sought = isSeeking ? seek() : ({ kind: 'running' } as const);
      return sought.kind === 'ended' ? sought : playTo(startMs + settings.fromMs + elapsedMs);
    },
  };
}

function openTrack(folder: string | undefined, settings: ReplayTrack): Track {
  const units = createMarketUnits(settings.driven.market);
  const track: Track = {
    settings,
    messages: openRecording(folder, RECORDED_DATA_SET, settings.file),
    book: createRecordedBook(settings.rule, units),
    units,
    next: undefined,
  };
  advance(track);
  return track;
}

function advance(track: Track): void {
  const result = track.messages.next();
  track.next = result.done === true ? undefined : result.value;
}

function earliest(tracks: readonly Track[]): Track | undefined {
  return tracks
    .filter((track) => track.next !== undefined)
    .reduce<Track | undefined>(
      (best, track) =>
        best === undefined || (track.next?.receivedMs ?? 0) < (best.next?.receivedMs ?? 0) ? track : best,
      undefined,
    );
}

/** Plays one message; answers with a sentence where the recording has a gap that nothing explains. */
function playOne(track: Track, payload: RecordedPayload, sink: MarketSink): string | undefined {
  const { driven } = track.settings;
  switch (payload.kind) {
    case 'snapshot': {
      const step = track.book.onSnapshot(payload.snapshot);
      if (step.kind === 'changed') sink(wholeBook(driven, track.book));
      return gapText(track, step);
    }
    case 'depth':
      return passOn(track, track.book.onDepth(payload.depth), sink);
    case 'ticker':
      return passOn(track, track.book.onTicker(payload.ticker), sink);
    case 'trade': {
      const { p, q, m } = payload.trade;
      const ticks = track.units.parseTicks(p);
      const lots = track.units.parseLots(q);
      if (ticks !== undefined && lots !== undefined)
        sink({ kind: 'trade', ...nameOf(driven), ticks, lots, takerSide: m ? 'sell' : 'buy' });
      return undefined;
    }
  }
}

function passOn(track: Track, step: RecordedBookStep, sink: MarketSink): string | undefined {
  if (step.kind === 'changed' && step.change.bids.length + step.change.asks.length > 0)
    sink({ kind: 'depth', reset: false, ...nameOf(track.settings.driven), ...step.change });
  return gapText(track, step);
}

const gapText = ({ settings }: Track, step: RecordedBookStep): string | undefined =>
  step.kind === 'gap' ? `gap in ${settings.file}: expected id ${step.expected}, got ${step.got}` : undefined;

const nameOf = ({ venue, market }: DrivenMarket): { venue: string; symbol: string } => ({
  venue,
  symbol: market.symbol,
});

const wholeBook = (driven: DrivenMarket, book: RecordedBook): Parameters<MarketSink>[0] => ({
  kind: 'depth',
  reset: true,
  ...nameOf(driven),
  ...book.whole(),
});
