import { ConfigError } from '../../config/errors';
import type { Config } from '../../config/schema';
import type { VenueId } from '../../domain/instrument';
import type { Clock } from '../../runtime/clock';
import type { Logger } from '../../runtime/logger';
import type { AccountReader } from '../../venues/accountReader';
import { VenueReadError } from '../../venues/orderGateway';
import type { VenueAdapter, VenueCredentials, VenueEndpoints } from '../../venues/venueAdapter';
import {
  guardBorrowsKey,
  ordersSection,
  venueBudgetFraction,
  venueCredentials,
  venueEndpoints,
  type KeyRole,
} from '../../workers/venueSettings';
import { explainError } from '../explainError';
import type { Reading } from './check';
import type { KeyReading, VenueReading } from './venueReading';

export interface VenueAsked {
  readonly config: Config;
  readonly adapter: VenueAdapter;
  readonly clock: Clock;
  readonly logger: Logger;
}

const PATIENCE_MS = 3_000;
/** Beside the first, which pays for the connection. */
const CLOCK_SAMPLES = 3;

/** Asks one venue everything that a pre-flight check wants to know; changes nothing there. Throws for nothing that the venue says or does not say. */
export async function readVenue(asked: VenueAsked): Promise<VenueReading> {
  const { config, adapter } = asked;
  const { venue } = adapter;
  const endpoints = venueEndpoints(config, venue);
  const [clockOffsetMs, marketData] = await Promise.all([
    reading(() => medianOffsetMs(readerOf(asked, endpoints, { role: 'trader', credentials: NO_KEY }))),
    reading(() => anyAnswer(endpoints.publicWsUrl)),
  ]);
  const answers = clockOffsetMs.kind === 'read' ? endpoints : undefined;
  const [trader, guard] = await Promise.all([
    readKey(asked, answers, 'trader'),
    readKey(asked, answers, 'guard'),
  ]);
  const { restUrl, publicWsUrl } = endpoints;
  const section = ordersSection(config, venue);
  return { venue, restUrl, section, publicWsUrl, clockOffsetMs, marketData, keys: { trader, guard } };
}

/** The time of a venue is told to everybody. */
const NO_KEY: VenueCredentials = { apiKey: '', apiSecret: '' };

interface Key {
  readonly role: KeyRole;
  readonly credentials: VenueCredentials;
}

function readerOf(asked: VenueAsked, endpoints: VenueEndpoints, { role, credentials }: Key): AccountReader {
  const { config, adapter, clock, logger } = asked;
  return adapter.createAccountReader({
    endpoints,
    clock,
    logger,
    credentials,
    instruments: [],
    budgetFraction: venueBudgetFraction(config, adapter.venue, role),
    freeze: { refusal: () => 'a pre-flight check changes nothing' },
  });
}

/** `endpoints` only of a venue that answers. */
async function readKey(
  asked: VenueAsked,
  endpoints: VenueEndpoints | undefined,
  role: KeyRole,
): Promise<KeyReading> {
  const { config, adapter } = asked;
  const credentials = credentialsOf(config, adapter.venue, role);
  if (typeof credentials === 'string') return { kind: 'missing', problem: credentials };
  if (role === 'guard' && guardBorrowsKey(config, adapter.venue)) return { kind: 'borrowed' };
  if (endpoints === undefined) return { kind: 'untried' };
  const account = readerOf(asked, endpoints, { role, credentials });
  await reading(() => account.clockOffsetMs()); // signatures carry the venue's time; its failure shows in the next line
  const balances = await reading(() => account.balances());
  const answersRights = config.mode !== 'testnet' && balances.kind === 'read';
  const permissions = answersRights ? await reading(() => account.keyPermissions()) : undefined;
  return { kind: 'asked', balances, permissions };
}

/** Key and secret, or what the person has to do about a missing one. */
function credentialsOf(config: Config, venue: VenueId, role: KeyRole): VenueCredentials | string {
  try {
    return venueCredentials(config, venue, role);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.mistakes.map(({ key, problem }) => `${key}: ${problem}`).join('; ');
  }
}

async function medianOffsetMs(account: AccountReader): Promise<number> {
  await account.clockOffsetMs();
  const samples: number[] = [];
  for (let n = 0; n < CLOCK_SAMPLES; n++) samples.push(await account.clockOffsetMs());
  return samples.sort((a, b) => a - b)[Math.floor(CLOCK_SAMPLES / 2)] ?? 0;
}

/** Sockets begin as HTTP: whatever status comes back, somebody is there. @throws where nobody is */
async function anyAnswer(wsUrl: string): Promise<undefined> {
  const url = wsUrl.replace(/^ws/, 'http');
  const reply = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' });
  await reply.body?.cancel();
  return undefined;
}

async function reading<Value>(read: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { kind: 'read', value: await read() };
  } catch (error) {
    const kind = error instanceof VenueReadError && error.isRefusal ? 'refused' : 'unreachable';
    return { kind, detail: detailOf(error) };
  }
}

/** One line without "run this and that": each check has a remedy of its own. */
function detailOf(error: unknown): string {
  if (error instanceof VenueReadError) return error.message;
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${PATIENCE_MS} ms`;
  return explainError(error)?.problem ?? (error instanceof Error ? error.message : String(error));
}
