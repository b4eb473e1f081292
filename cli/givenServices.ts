import { connect } from 'node:net';
import type { Config } from '../config/schema';
import { EXIT } from './exitCodes';
import { UserError } from './userError';

interface GivenService {
  readonly what: string;
  readonly variable: 'DATABASE_URL' | 'REDIS_URL' | 'TEMPORAL_ADDRESS';
  readonly address: string;
  readonly example: string;
  readonly defaultPort: number;
}

/** Long enough for another continent. */
const PATIENCE_MS = 5_000;

type ServiceAddresses = Pick<Config, 'database' | 'redis'> & {
  readonly temporal: Pick<Config['temporal'], 'address'>;
};

/**
 * Asks every service that the configuration names whether somebody listens there, before anything is started for it.
 * @throws UserError naming the variable and the address of the first that is no address or does not answer
 */
export async function requireGivenServices(config: ServiceAddresses): Promise<void> {
  const given = servicesOf(config).filter(({ address }) => address !== '');
  await Promise.all(given.map(requireAnswer));
}

function servicesOf({ database, redis, temporal }: ServiceAddresses): GivenService[] {
  return [
    {
      what: 'PostgreSQL',
      variable: 'DATABASE_URL',
      address: database.url,
      example: 'postgres://user:password@localhost:5432/holdfast',
      defaultPort: 5432,
    },
    {
      what: 'Redis',
      variable: 'REDIS_URL',
      address: redis.url,
      example: 'redis://localhost:6379',
      defaultPort: 6379,
    },
    {
      what: 'Temporal',
      variable: 'TEMPORAL_ADDRESS',
      address: temporal.address,
      example: 'localhost:7233',
      defaultPort: 7233,
    },
  ];
}

async function requireAnswer(service: GivenService): Promise<void> {
  const { what, variable } = service;
  const { host, port } = placeOf(service);
  try {
    await reach(host, port);
  } catch (cause) {
    throw new UserError({
      problem: `${what} does not answer at ${host}:${port}`,
      remedy: `Start it, correct ${variable}, or unset ${variable} to have one started here`,
      exitCode: EXIT.notRunning,
      cause,
    });
  }
}

/** Host and port without user and password, for a message. @throws UserError where the text is no address */
function placeOf({ what, variable, address, example, defaultPort }: GivenService): {
  host: string;
  port: number;
} {
  const text = address.includes('://') ? address : `tcp://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isUrlOfService = variable === 'TEMPORAL_ADDRESS' || address.includes('://');
  if (url === undefined || url.hostname === '' || !isUrlOfService)
    throw new UserError({
      problem: `${variable} is not an address of ${what}`,
      remedy: `Write it like ${example}`,
      exitCode: EXIT.configuration,
    });
  return { host: url.hostname, port: url.port === '' ? defaultPort : Number(url.port) };
}

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => {
      socket.destroy();
      reject(new Error(`no answer within ${PATIENCE_MS} ms`));
    });
    socket.once('error', reject);
  });
}
