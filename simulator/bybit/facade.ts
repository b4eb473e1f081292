import type { Logger } from '../../runtime/logger';
import type { SimulatedVenue } from '../simulatedVenue';
import { createRecentTrades } from '../wire/recentTrades';
import { startWireServer, type Facade, type SocketHandler } from '../wire/wireServer';
import { createAccountEndpoints } from './accountEndpoints';
import { createDispatch } from './dispatch';
import { createMarketEndpoints } from './marketEndpoints';
import { createOrderEndpoints } from './orderEndpoints';
import { servePrivateSocket } from './privateSocket';
import { servePublicSocket } from './publicSocket';
import { createPublicTopics } from './publicTopics';
import { createBybitRateLimits } from './rateLimits';
import { createReadEndpoints } from './readEndpoints';
import { createRestApi } from './restApi';
import { serveTradeSocket } from './tradeSocket';

export interface BybitFacadeDeps {
  /** 0 takes a free port. */
  readonly port: number;
  readonly logger: Logger;
  /** Multiplies the venue's real limits, for load tests. */
  readonly limitScale?: number;
}

/**
 * Serves `venue` on one loopback port in the wire format of Bybit v5 spot: REST `/v5`, sockets `/v5/public/spot`, `/v5/private` and
 * `/v5/trade`.
 */
export async function createBybitFacade(venue: SimulatedVenue, deps: BybitFacadeDeps): Promise<Facade> {
  const trades = createRecentTrades(venue);
  const topics = createPublicTopics(venue, trades);
  const endpoints = {
    ...createMarketEndpoints(venue, trades),
    ...createOrderEndpoints(venue),
    ...createReadEndpoints(venue),
    ...createAccountEndpoints(venue),
  };
  const dispatch = createDispatch(venue, createBybitRateLimits(deps.limitScale ?? 1));
  const sockets: ReadonlyMap<string, SocketHandler> = new Map<string, SocketHandler>([
    [
      '/v5/public/spot',
      (socket) => {
        servePublicSocket(socket, venue, topics);
      },
    ],
    [
      '/v5/private',
      (socket) => {
        servePrivateSocket(socket, venue);
      },
    ],
    [
      '/v5/trade',
      (socket) => {
        serveTradeSocket(socket, { venue, endpoints, dispatch });
      },
    ],
  ]);
  const server = await startWireServer({
    port: deps.port,
    logger: deps.logger,
    answer: createRestApi(venue, endpoints, dispatch),
    socketHandler: (path) => sockets.get(path),
  });
  return {
    url: server.url,
    async close() {
      topics.stop();
      trades.stop();
      await server.close();
    },
  };
}
