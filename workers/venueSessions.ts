import type { Instrument, InstrumentId, VenueId } from '../domain/instrument';
import type { Clock } from '../runtime/clock';
import type { Logger } from '../runtime/logger';
import type { AccountReader } from '../venues/accountReader';
import { createOrderEvents, type OrderEvents } from '../venues/orderEvents';
import type { FreezeState } from '../venues/freezeState';
import { VenueReadError, type OrderGateway } from '../venues/orderGateway';
import type { PrivateListener, PrivateStream } from '../venues/privateStream';
import type {
  AuthenticatedVenueDeps,
  VenueAdapter,
  VenueCredentials,
  VenueEndpoints,
} from '../venues/venueAdapter';
import { createVenueMeter, type VenueMeter } from '../venues/venueMeter';
import { withFreeze } from '../venues/withFreeze';

/** One enabled venue as configuration describes it. */
export interface VenueSettings {
  readonly adapter: VenueAdapter;
  readonly endpoints: VenueEndpoints;
  readonly credentials: VenueCredentials;
  readonly budgetFraction: number;
  /** The account's request limits as a multiple of the published ones. */
  readonly limitScale: number;
  /** How long a request counts for the error rate. */
  readonly errorWindowMs: number;
}

/** Everything this process has open at one venue. */
export interface VenueSession {
  readonly venue: VenueId;
  readonly adapter: VenueAdapter;
  readonly endpoints: VenueEndpoints;
  /** With the account's own fees, not the venue's list. */
  readonly instruments: readonly Instrument[];
  readonly gateway: OrderGateway;
  readonly account: AccountReader;
  /** What this process has met at the venue. */
  readonly meter: VenueMeter;
}

export interface VenueSessions {
  readonly sessions: readonly VenueSession[];
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>;
  /** Throws for a venue that is not open in this process. */
  of(venue: VenueId): VenueSession;
  close(): Promise<void>;
}

export interface SessionDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly symbols: readonly string[];
  /** Asked before anything leaves that changes something at a venue. */
  readonly freeze: FreezeState;
  /** What a venue tells of our account; without it no private stream is opened. */
  readonly listenerOf?: (venue: VenueId) => PrivateListener;
  /** What a venue told of its instruments before, for a start while it is away; none without it. */
  readonly knownInstruments?: (venue: VenueId) => Promise<readonly Instrument[]>;
}

interface OpenVenue extends VenueSession {
  readonly stream: PrivateStream | undefined;
}

/**
 * Opens every enabled venue: markets, the account's fees, order connections kept warm, the private stream. A venue that is away is opened
 * with what it told before, so that open trades go on; nothing new opens on it before it has been reconciled.
 * @throws VenueReadError where a venue can't be reached and never was: nothing trades on guessed filters or fees.
 */
export async function openVenueSessions(
  venues: readonly VenueSettings[],
  deps: SessionDeps,
): Promise<VenueSessions> {
  const open = await Promise.all(venues.map((settings) => openVenue(settings, deps)));
  const byVenue = new Map(open.map((session) => [session.venue, session]));
  const instruments = new Map(open.flatMap((session) => session.instruments).map((each) => [each.id, each]));

  function of(venue: VenueId): VenueSession {
    const session = byVenue.get(venue);
    if (session === undefined) throw new Error(`${venue} is not enabled in this process`);
    return session;
  }

  async function close(): Promise<void> {
    await Promise.all(open.map(async ({ stream }) => stream?.stop()));
    await Promise.all(open.map((session) => session.gateway.close()));
  }

  return { sessions: open, instruments, of, close };
}

async function openVenue(settings: VenueSettings, deps: SessionDeps): Promise<OpenVenue> {
  const { adapter, endpoints, credentials, budgetFraction, limitScale, errorWindowMs } = settings;
  const venueDeps = { endpoints, clock: deps.clock, logger: deps.logger.child({ venue: adapter.venue }) };
  const meter = createVenueMeter(errorWindowMs);
  const signed = { ...venueDeps, credentials, budgetFraction, limitScale, meter, freeze: deps.freeze };
  const instruments = await instrumentsOf(settings, { ...deps, signed });
  const account = adapter.createAccountReader({ ...signed, instruments });
  const orderEvents = createOrderEvents();
  const listener = deps.listenerOf?.(adapter.venue);
  const orders = { ...signed, instruments, ...(listener === undefined ? {} : { orderEvents }) };
  const gateway = withFreeze(adapter.createOrderGateway(orders), deps.freeze);
  await gateway.warmUp().catch((error: unknown) => {
    if (!(error instanceof VenueReadError)) throw error;
    deps.logger.warn({ event: 'venue.notWarm', venue: adapter.venue, err: error }); // kept warm from the next round on
  });
  const stream =
    listener &&
    adapter.createPrivateStream({
      ...signed,
      instruments,
      listener: announcing(listener, orderEvents),
    });
  stream?.start();
  return { venue: adapter.venue, adapter, endpoints, instruments, gateway, account, meter, stream };
}

/** The gateway of a venue that acknowledges before it matches waits for these events. */
function announcing(listener: PrivateListener, orderEvents: OrderEvents): PrivateListener {
  return {
    onOrder(report) {
      orderEvents.publish(report);
      listener.onOrder(report);
    },
    onFill: (fill) => {
      listener.onFill(fill);
    },
    onBalances: (balances) => {
      listener.onBalances(balances);
    },
    onHealthy: (healthy) => {
      listener.onHealthy(healthy);
    },
  };
}

/** What the venue says now; while it is away, what it said before. @throws VenueReadError where it never said anything */
async function instrumentsOf(
  { adapter }: VenueSettings,
  { signed, symbols, knownInstruments, logger }: SessionDeps & { readonly signed: Signed },
): Promise<readonly Instrument[]> {
  try {
    const listed = await adapter.loadInstruments(signed, symbols);
    const account = adapter.createAccountReader({ ...signed, instruments: listed });
    return await Promise.all(listed.map((instrument) => withOwnFees(instrument, account)));
  } catch (error) {
    if (!(error instanceof VenueReadError)) throw error;
    const wanted = new Set(symbols);
    const known = (await knownInstruments?.(adapter.venue)) ?? [];
    const usable = known.filter(({ symbol }) => wanted.has(symbol));
    if (usable.length === 0) throw error;
    logger.warn({ event: 'venue.awayAtStart', venue: adapter.venue, err: error });
    return usable;
  }
}

type Signed = Omit<AuthenticatedVenueDeps, 'instruments' | 'orderEvents'>;

async function withOwnFees(instrument: Instrument, account: AccountReader): Promise<Instrument> {
  return { ...instrument, ...(await account.feeRates(instrument.id)) };
}
