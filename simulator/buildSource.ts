import type { DrivenMarket, MarketSink, MarketSource } from './marketSource';
import { createReplaySource } from './replaySource';
import { replayTracks } from './replayTracks';
import type { SimulatorConfig } from './simulatorConfig';
import { createSyntheticSource } from './syntheticSource';

export interface SourceChoice {
  readonly config: Pick<SimulatorConfig, 'source' | 'seed' | 'startPrices'>;
  /** Folder of HOLDFAST_RECORDED_DATA. */
  readonly recordedDataFolder: string | undefined;
}

export interface BuiltSource {
  readonly source: MarketSource;
  readonly speed: number;
  /** What the markets are, in words for the log and the demo. */
  readonly label: string;
}

/** The source that the configuration asks for. @throws RecordedDataMissingError, NoStartPriceError */
export function buildSource(
  { config, recordedDataFolder }: SourceChoice,
  driven: readonly DrivenMarket[],
  sink: MarketSink,
): BuiltSource {
  const { source: settings, seed, startPrices } = config;
  switch (settings.kind) {
    case 'synthetic': {
      const source = createSyntheticSource({ ...settings, seed, startPrices }, driven, sink);
      return { source, speed: 1, label: `synthetic markets, seed ${seed}` };
    }
    case 'replay': {
      const tracks = replayTracks(driven);
      const replay = { folder: recordedDataFolder, fromMs: settings.fromSeconds * 1_000 };
      const source = createReplaySource(replay, tracks, sink);
      const label = tracks.map((track) => `${track.driven.venue}: ${track.label}`).join('; ');
      return { source, speed: settings.speed, label };
    }
    case 'manual':
      return {
        source: { advanceTo: () => ({ kind: 'running' }) },
        speed: 1,
        label: 'books set by hand',
      };
  }
}
