import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { listenTo, type ChannelListener } from './notifications';

/** The database did not answer. Nothing is known of what it did with the last statement: it counts as done and as not done. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
  constructor(
    readonly address: string,
    options: ErrorOptions,
  ) {
    const detail = options.cause instanceof Error ? options.cause.message : String(options.cause);
    super(
      `PostgreSQL at ${address} does not answer (${detail}): check DATABASE_URL and that the server runs`,
      options,
    );
  }
}

export interface Database {
  /** Runs one prepared statement; each is its own commit. @throws DatabaseUnreachableError */
  query<Row extends QueryResultRow>(statement: Statement): Promise<Row[]>;
  /**
   * Opens every connection of the pool and runs statements on each, undone again, so that none pays for its plans when it counts.
   * Returns the rows of all. @throws DatabaseUnreachableError
   */
  rehearse(statementsOf: (connection: number) => readonly Statement[]): Promise<QueryResultRow[]>;
  /** Connections that are open now, of `maxConnections`. */
  openConnections(): number;
  /** Tells every notification of the channel, on a connection of its own that is renewed until `close`. */
  listen(channel: string, listener: ChannelListener): void;
  close(): Promise<void>;
}

export interface Statement {
  /** Prepared once per connection under this name. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface DatabaseOptions {
  readonly maxConnections: number;
  /** How long a statement may take before the call fails; the statement itself may still succeed. */
  readonly statementTimeoutMs: number;
  /** Idle connections are closed after this; 0 = never. */
  readonly idleTimeoutMs?: number;
  /** False: commits answer before they are on disk, and a crash of the server may undo the last 600 ms of them. Default true. */
  readonly durable?: boolean;
}

const DEFAULTS: DatabaseOptions = { maxConnections: 12, statementTimeoutMs: 5_000 };
/** Deadlock and serialisation failure: the statement was rolled back whole, so that it may simply run again. */
const RETRYABLE = new Set(['40P01', '40001']);

/**
 * Commits are synchronous unless the caller can lose them: what a begin or a finish has answered stays true after a crash. Rows are found by index: a
 * plan that a connection made while the tables were empty would scan them whole for as long as nobody analyses them.
 */
const SESSION = '-c enable_seqscan=off -c jit=off';

/** `host:port/name` without user and password. */
function addressOf(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  return `${url.host}${url.pathname}`;
}

/** True for what the server said of a statement (SQLSTATE of five characters), outside classes 57P and 08, which are about the connection. */
function isStatementError(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^[0-9A-Z]{5}$/.test(error.code) && !/^(57P|08)/.test(error.code);
}

export function createDatabase(databaseUrl: string, options: DatabaseOptions = DEFAULTS): Database {
  const address = addressOf(databaseUrl);
  const pool = new Pool({
    connectionString: databaseUrl,
    max: options.maxConnections,
    connectionTimeoutMillis: 2_000,
    query_timeout: options.statementTimeoutMs,
    idleTimeoutMillis: options.idleTimeoutMs ?? 10_000,
    application_name: 'holdfast',
    options: `-c synchronous_commit=${options.durable === false ? 'off' : 'on'} ${SESSION}`,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the pool; the next statement tells whether the server is there.
  pool.on('error', () => undefined);
  const stops: (() => void)[] = [];

  async function run<Row extends QueryResultRow>(statement: Statement, triesLeft = 3): Promise<Row[]> {
    try {
      return (await pool.query<Row>({ ...statement, values: [...statement.values] })).rows;
    } catch (error) {
      if (!isStatementError(error)) throw new DatabaseUnreachableError(address, { cause: error });
      if (RETRYABLE.has(error.code) && triesLeft > 0) return run(statement, triesLeft - 1);
      throw error;
    }
  }

  async function rehearse(
    statementsOf: (connection: number) => readonly Statement[],
  ): Promise<QueryResultRow[]> {
    const clients = await Promise.allSettled(
      Array.from({ length: options.maxConnections }, () => pool.connect()),
    );
    const opened = clients.flatMap((client) => (client.status === 'fulfilled' ? [client.value] : []));
    const rehearsed = await Promise.allSettled(
      opened.map((client, n) => rehearseOn(client, statementsOf(n))),
    );
    rehearsed.forEach(({ status }, i) => opened[i]?.release(status === 'rejected'));
    const failed = [...clients, ...rehearsed].find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw new DatabaseUnreachableError(address, { cause: failed.reason });
    return rehearsed.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  }

  function listen(channel: string, listener: ChannelListener): void {
    stops.push(listenTo(pool, channel, listener));
  }

  async function close(): Promise<void> {
    for (const stop of stops) stop();
    await pool.end();
  }

  return {
    query: (statement) => run(statement),
    rehearse,
    openConnections: () => pool.totalCount,
    listen,
    close,
  };
}

/** More than the five runs after which PostgreSQL may settle on a plan for every value. */
const REHEARSALS = 6;

async function rehearseOn(client: PoolClient, statements: readonly Statement[]): Promise<QueryResultRow[]> {
  const rows: QueryResultRow[] = [];
  for (let n = 0; n < REHEARSALS; n++) {
    await client.query('begin');
    for (const statement of statements) {
      const result = await client.query<QueryResultRow>({ ...statement, values: [...statement.values] });
      rows.push(...result.rows);
    }
    await client.query('rollback');
  }
  return rows;
}
