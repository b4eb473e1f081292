import { statSync } from 'node:fs';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Logger } from '../runtime/logger';
import { plantedFaultSchema } from './faultPlan';
import { BadLevelError, manualBookSchema, manualUpdate } from './manualBook';
import type { SourceState } from './marketSource';
import type { VenueCore } from './venueCore';

/** What the admin endpoint may see and change. */
export interface AdministeredSimulator {
  readonly venues: ReadonlyMap<string, VenueCore>;
  readonly judgeLogPath: string;
  readonly sourceState: () => SourceState;
}

export interface AdminApiDeps {
  /** 0 takes a free port. */
  readonly port: number;
  readonly logger: Logger;
}

const faultsBody = z.strictObject({ venue: z.string(), faults: z.array(plantedFaultSchema).nonempty() });
const haltBody = z.strictObject({ venue: z.string(), symbol: z.string(), halted: z.boolean() });

/** A mistake of the caller, answered with its status and one sentence. */
class AdminRequestError extends Error {
  override readonly name = 'AdminRequestError';
  constructor(
    readonly status: 400 | 404,
    message: string,
  ) {
    super(message);
  }
}

/**
 * HTTP on a loopback port of its own, for tests and the operator of a demo:
 * `GET /health`, `GET /state`, `GET /judge-log/position`, `POST /faults {venue, faults}`, `DELETE /faults`,
 * `POST /market {venue, symbol, bids, asks, reset?}`, `POST /halt {venue, symbol, halted}`.
 */
export async function startAdminApi(
  simulator: AdministeredSimulator,
  { port, logger }: AdminApiDeps,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = fastify({ forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => {
    const refusal = refusalOf(error);
    if (!refusal) logger.error({ event: 'simulator.adminFailed', err: error });
    void reply.status(refusal?.status ?? 500).send({ error: refusal?.message ?? 'internal error' });
  });
  addReads(app, simulator);
  addChanges(app, simulator);
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
}

function refusalOf(error: unknown): { status: number; message: string } | undefined {
  if (error instanceof AdminRequestError) return error;
  if (error instanceof BadLevelError) return { status: 400, message: error.message };
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
  const status = z.object({ statusCode: z.number().min(400).max(499), message: z.string() }).safeParse(error);
  return status.success ? { status: status.data.statusCode, message: status.data.message } : undefined;
}

function addReads(app: FastifyInstance, { venues, judgeLogPath, sourceState }: AdministeredSimulator): void {
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/judge-log/position', () => ({ path: judgeLogPath, bytes: statSync(judgeLogPath).size }));
  app.get('/state', () => ({
    source: sourceState(),
    venues: [...venues.values()].map((venue) => ({
      venue: venue.venue,
      nowMs: venue.nowMs(),
      faults: venue.faults.pending(),
      clockSkewMs: venue.faults.clockSkewMs(),
      readLagMs: venue.faults.readLagMs(),
      accounts: venue.accountIds.map((accountId) => ({
        accountId,
        balances: venue.balances(accountId),
        openOrders: venue.openOrders(accountId).length,
      })),
      markets: venue.markets.map(({ symbol }) => ({ symbol, top: venue.snapshot(symbol, 1) })),
    })),
  }));
}

function addChanges(app: FastifyInstance, { venues }: AdministeredSimulator): void {
  function venueOf(name: string): VenueCore {
    const venue = venues.get(name);
    if (!venue) throw new AdminRequestError(404, `no venue ${name}`);
    return venue;
  }

  function marketOf(
    name: string,
    symbol: string,
  ): { venue: VenueCore; market: VenueCore['markets'][number] } {
    const venue = venueOf(name);
    const market = venue.markets.find((one) => one.symbol === symbol);
    if (!market) throw new AdminRequestError(404, `no market ${symbol} on ${name}`);
    return { venue, market };
  }

  app.post('/faults', ({ body }) => {
    const { venue, faults } = faultsBody.parse(body);
    const plan = venueOf(venue).faults;
    for (const fault of faults) plan.plant(fault);
    return { pending: plan.pending() };
  });
  app.delete('/faults', () => {
    for (const venue of venues.values()) venue.faults.clear();
    return { pending: [] };
  });
  app.post('/market', ({ body }) => {
    const book = manualBookSchema.parse(body);
    const { venue, market } = marketOf(book.venue, book.symbol);
    venue.applyUpdate(manualUpdate(market, book));
    return { top: venue.snapshot(book.symbol, 1) };
  });
  app.post('/halt', ({ body }) => {
    const { venue: name, symbol, halted } = haltBody.parse(body);
    marketOf(name, symbol).venue.halt(symbol, halted);
    return { venue: name, symbol, halted };
  });
}
