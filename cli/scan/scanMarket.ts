import type { Config } from '../../config/schema';
import type { Instrument } from '../../domain/instrument';
import { asAmount } from '../../domain/money';
import type { Opportunity } from '../../domain/opportunity';
import { systemClock } from '../../runtime/clock';
import type { Logger } from '../../runtime/logger';
import { createStreams, type Streams } from '../../streams/createStreams';
import type { Discovery } from '../../streams/discoveryLog';
import { venueAdapter } from '../../venues/registry';
import type { VenueEndpoints } from '../../venues/venueAdapter';
import { detectionSettings } from '../../workers/tradingSettings';

export interface ScanRequest {
  readonly config: Config;
  readonly endpoints: Readonly<Record<string, VenueEndpoints>>;
  readonly logger: Logger;
  readonly onOpportunity: (opportunity: Opportunity) => void;
  readonly onDiscovery: (discoveries: readonly Discovery[]) => void;
}

/** Nobody's money: a scan asks what could be traded with inventory everywhere. */
const PLENTY = asAmount('1000000000');

/** Feeds and detection of these venues with nothing behind them that trades. @throws VenueReadError where a venue can't be read */
export async function openScan(request: ScanRequest): Promise<Streams> {
  const { config, endpoints, logger, onOpportunity, onDiscovery } = request;
  const instruments = await loadInstruments(request);
  const streams = createStreams({
    settings: detectionSettings(config),
    instruments,
    endpoints,
    shardCount: config.streams.shards,
    clock: systemClock,
    logger,
    onOpportunity,
    onDiscovery,
  });
  streams.setBalances(
    instruments.flatMap(({ venue, base, quote }) =>
      [base, quote].map((asset) => ({ venue, asset, free: PLENTY })),
    ),
  );
  streams.start();
  return streams;
}

/** Filters and list fees of each venue; a scan has no account whose own fees it could ask for. */
async function loadInstruments({ config, endpoints, logger }: ScanRequest): Promise<Instrument[]> {
  const loading = Object.entries(endpoints).map(([venue, where]) =>
    venueAdapter(venue).loadInstruments({ endpoints: where, clock: systemClock, logger }, config.symbols),
  );
  return (await Promise.all(loading)).flat();
}
