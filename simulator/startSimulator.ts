import { join } from 'node:path';
import { systemClock, type Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import { startAdminApi } from './adminApi';
import { createBinanceFacade } from './binance/facade';
import { buildSource, type BuiltSource } from './buildSource';
import { buildVenues } from './buildVenues';
import { createBybitFacade } from './bybit/facade';
import { openJudgeLog } from './judgeLog';
import { manualUpdate, type ManualBook } from './manualBook';
import type { DrivenMarket } from './marketSource';
import { parseSimulatorConfig, type SimulatorConfig, type SimulatorConfigInput } from './simulatorConfig';
import { startPacer, type SourcePacer } from './sourcePacer';
import type { VenueCore } from './venueCore';
import type { Facade } from './wire/wireServer';

export const JUDGE_LOG_FILE = 'judge-log.jsonl';

export interface SimulatorDeps {
  readonly logger: Logger;
  /** Folder of HOLDFAST_RECORDED_DATA, needed by the replay. */
  readonly recordedDataFolder?: string | undefined;
  readonly clock?: Clock;
  /** `stepped`: books move only by `advanceTo`. */
  readonly pace?: 'clock' | 'stepped';
}

export interface Simulator {
  /** By venue name. */
  readonly venues: Readonly<Record<string, VenueCore>>;
  /** Base address of each venue's façade. */
  readonly urls: Readonly<Record<string, string>>;
  readonly adminUrl: string;
  readonly judgeLogPath: string;
  /** What drives the books, in words. */
  readonly sourceLabel: string;
  /** Puts an exact book; published at once. @throws BadLevelError */
  setBook(book: ManualBook): void;
  /** Moves a stepped source to this many ms since its start. */
  advanceTo(elapsedMs: number): void;
  stop(): Promise<void>;
}

/**
 * Starts all venues in this process: judge log replayed, books filled, façades and admin endpoint listening on loopback.
 * @throws SimulatorConfigError, RecordedDataMissingError, JudgeLogDamagedError, UnknownInLogError
 */
export async function startSimulator(input: SimulatorConfigInput, deps: SimulatorDeps): Promise<Simulator> {
  const config = parseSimulatorConfig(input);
  const judgeLogPath = join(config.dataFolder, JUDGE_LOG_FILE);
  const clock = deps.clock ?? systemClock;
  const { log, records } = openJudgeLog({ path: judgeLogPath, sync: config.sync });
  const venues = new Map(buildVenues(config, { clock, log, records }).map((venue) => [venue.venue, venue]));
  const { built, pacer } = startSource(config, { ...deps, clock, venues });
  const facades = await startFacades(config, venues, deps.logger);
  const simulator = {
    venues,
    judgeLogPath,
    sourceState: () => pacer?.state() ?? { kind: 'running' as const },
  };
  const admin = await startAdminApi(simulator, { port: config.adminPort, logger: deps.logger });
  return {
    venues: Object.fromEntries(venues),
    urls: Object.fromEntries([...facades].map(([venue, { url }]) => [venue, url])),
    adminUrl: admin.url,
    judgeLogPath,
    sourceLabel: built.label,
    setBook: (book) => {
      setBook(venues, book);
    },
    advanceTo: (elapsedMs) => void built.source.advanceTo(elapsedMs),
    stop: async () => {
      pacer?.stop();
      await admin.close();
      await Promise.all([...facades.values()].map((facade) => facade.close()));
      log.close();
    },
  };
}

type Venues = ReadonlyMap<string, VenueCore>;

/** The books are filled before the first façade listens, so that nobody sees an empty market. */
function startSource(
  config: SimulatorConfig,
  deps: SimulatorDeps & { clock: Clock; venues: Venues },
): { built: BuiltSource; pacer: SourcePacer | undefined } {
  const driven = [...deps.venues.values()].flatMap(({ venue, markets }): DrivenMarket[] =>
    markets.map((market) => ({ venue, market })),
  );
  const built = buildSource({ config, recordedDataFolder: deps.recordedDataFolder }, driven, (update) => {
    deps.venues.get(update.venue)?.applyUpdate(update);
  });
  deps.logger.info({ event: 'simulator.source', source: built.label });
  if (deps.pace === 'stepped') {
    built.source.advanceTo(0);
    return { built, pacer: undefined };
  }
  return { built, pacer: startPacer({ ...built, clock: deps.clock, logger: deps.logger }) };
}

async function startFacades(
  config: SimulatorConfig,
  venues: Venues,
  logger: Logger,
): Promise<Map<string, Facade>> {
  const facades = new Map<string, Facade>();
  for (const { venue: name, port } of config.venues) {
    const venue = venues.get(name);
    if (!venue) continue;
    const create = { binance: createBinanceFacade, bybit: createBybitFacade }[name];
    facades.set(name, await create(venue, { port, logger, limitScale: config.rateLimitScale }));
  }
  return facades;
}

function setBook(venues: Venues, book: ManualBook): void {
  const venue = venues.get(book.venue);
  const market = venue?.markets.find(({ symbol }) => symbol === book.symbol);
  if (!venue || !market) throw new Error(`the simulator has no market ${book.venue}:${book.symbol}`);
  venue.applyUpdate(manualUpdate(market, book));
}
