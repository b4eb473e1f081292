import type { Logger } from '../../runtime/logger';
import type { SimulatedVenue } from '../simulatedVenue';
import { createRecentTrades } from '../wire/recentTrades';
import { startWireServer, type Facade, type SocketHandler } from '../wire/wireServer';
import { createAccountEndpoints } from './accountEndpoints';
import { createDispatch } from './dispatch';
import { createMarketEndpoints } from './marketEndpoints';
import { createOrderEndpoints } from './orderEndpoints';
import { createPublicStreams } from './publicStreams';
import { servePublicSocket } from './publicSocket';
import { createBinanceRateLimits, scaledLimits } from './rateLimits';
import { createReadEndpoints } from './readEndpoints';
import { createRestApi } from './restApi';
import { serveSocketApi } from './socketApi';

export interface BinanceFacadeDeps {
  /** 0 takes a free port. */
  readonly port: number;
  readonly logger: Logger;
  /** Multiplies the venue's real limits, for load tests. */
  readonly limitScale?: number;
}

/**
 * Serves `venue` on one loopback port in the wire format of Binance spot: REST `/api/v3` and `/sapi/v1`, market streams `/ws` and
 * `/stream`, WebSocket API `/ws-api/v3`.
 */
export async function createBinanceFacade(venue: SimulatedVenue, deps: BinanceFacadeDeps): Promise<Facade> {
  const rateLimits = createBinanceRateLimits(scaledLimits(deps.limitScale ?? 1));
  const trades = createRecentTrades(venue);
  const streams = createPublicStreams(venue);
  const endpoints = {
    ...createMarketEndpoints({ venue, trades, limits: rateLimits.limits }),
    ...createOrderEndpoints(venue),
    ...createReadEndpoints(venue),
    ...createAccountEndpoints(venue, rateLimits),
  };
  const dispatch = createDispatch(venue, rateLimits);

  function socketHandler(path: string): SocketHandler | undefined {
    const publicDeps = { streams, faults: venue.faults };
    if (path === '/ws-api/v3')
      return (socket) => {
        serveSocketApi(socket, { venue, endpoints, dispatch });
      };
    if (path === '/stream')
      return (socket, query) => {
        const initial = new URLSearchParams(query).get('streams')?.split('/') ?? [];
        servePublicSocket(socket, publicDeps, { combined: true, initial });
      };
    if (path !== '/ws' && !path.startsWith('/ws/')) return undefined;
    return (socket) => {
      const initial = path.split('/').filter((part) => part.includes('@'));
      servePublicSocket(socket, publicDeps, { combined: false, initial });
    };
  }

  const server = await startWireServer({
    port: deps.port,
    logger: deps.logger,
    answer: createRestApi(endpoints, dispatch),
    socketHandler,
  });
  return {
    url: server.url,
    async close() {
      streams.stop();
      trades.stop();
      await server.close();
    },
  };
}
