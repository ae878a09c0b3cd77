import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import knex, { type Knex } from 'knex';

/** The connection to PostgreSQL, what was asked over it, and the schema's migrations. */

interface Count {
  queries: string[];
  outer: Count | undefined;
}

const counts = new AsyncLocalStorage<Count>();

/**
 * A pool of connections. `url` is a PostgreSQL URL, over TCP or a unix socket
 * (`postgresql:///name?host=/directory&user=name`). bigint and count(*) come as text.
 */
export function connect(
  url: string,
  options: { poolMax?: number; applicationName?: string } = {},
): Knex {
  const db = knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: options.applicationName ?? 'songhua',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    },
    // At least two: a migration holds its lock on one while it works on another.
    pool: { min: 0, max: Math.max(2, options.poolMax ?? 10) },
    acquireConnectionTimeout: 5_000,
    // An error names the statement with its places, never with the values (Never 9) ...
    compileSqlOnError: false,
    // ... and knex has no say on the console: what fails is thrown, and logged once by us.
    log: { warn() {}, error() {}, deprecate() {}, debug() {} },
  });
  db.on('query-error', withoutRow);
  db.on('query', ({ sql }: { sql: string }) => {
    for (let count = counts.getStore(); count; count = count.outer) count.queries.push(sql);
  });
  return db;
}

interface RowFault {
  detail?: string | undefined;
  where?: string | undefined;
}

/** PostgreSQL puts the row into these ("Key (login_name)=(...) already exists"). */
function withoutRow(fault: RowFault): void {
  fault.detail = undefined;
  fault.where = undefined;
}

/**
 * Runs `work` and gives what was sent to the database for it, in order; `begin` and `commit` are
 * round trips too and are listed. Concurrent work is told apart by its asynchronous context.
 */
export async function countQueries<T>(
  _db: Knex,
  work: () => Promise<T>,
): Promise<{ result: T; queries: string[] }> {
  const count: Count = { queries: [], outer: counts.getStore() };
  const result = await counts.run(count, async () => await work()); // a query is sent when it is awaited: here
  return { result, queries: count.queries };
}

/** Calls `listener` for each statement, in the context of who asked for it; gives the way to stop. */
export function onQuery(db: Knex, listener: (sql: string) => void): () => void {
  const hear = ({ sql }: { sql: string }) => listener(sql);
  db.on('query', hear);
  return () => {
    db.removeListener('query', hear);
  };
}

/** The texts of `prepared`, with a name and with PostgreSQL's places ($1) for ours (?). */
const statements = new Map<string, { name: string; text: string }>();

/** What we use of knex' pool: its builder and its events cost as much again as the query itself. */
interface Pool {
  acquireConnection(): Promise<{
    query(query: object): Promise<{ rows: unknown[]; rowCount: number }>;
  }>;
  releaseConnection(connection: unknown): Promise<void>;
}

/**
 * A statement of the hot path, planned once per connection: named by its text, so that PostgreSQL
 * keeps the plan (planning these cost several times their execution). Only for texts of which there
 * are few; what varies goes into bindings. See ADR 0009 for poolers.
 */
export async function prepared<Row>(
  db: Knex,
  sql: string,
  bindings: readonly unknown[],
): Promise<{ rows: Row[]; rowCount: number }> {
  let statement = statements.get(sql);
  if (!statement) {
    let place = 0;
    statement = {
      name: createHash('sha256').update(sql).digest('base64url').slice(0, 32),
      text: sql.replace(/\?/g, () => `$${++place}`),
    };
    statements.set(sql, statement);
  }
  if (db.isTransaction)
    return db.raw(sql, bindings as never).options({ name: statement.name }) as never;
  const pool = db.client as Pool;
  const connection = await pool.acquireConnection();
  try {
    db.emit('query', { sql });
    return (await connection.query({ ...statement, values: bindings })) as never;
  } catch (fault) {
    withoutRow(fault as RowFault);
    throw fault;
  } finally {
    await pool.releaseConnection(connection);
  }
}

const directory = new URL('../migrations/', import.meta.url);
const isMigration = /^\d{4}_\w+\.[jt]s$/;

/** Migrations named without their extension: the same name from TypeScript and from the build. */
export const migrationSource: Knex.MigrationSource<string> = {
  async getMigrations() {
    const files = await readdir(directory);
    return files.filter((file) => isMigration.test(file)).sort();
  },
  getMigrationName: (file) => file.replace(/\.[jt]s$/, ''),
  getMigration: (file) => import(new URL(file, directory).href),
};

/** What every knex migration command is told. */
export const migrations: Knex.MigratorConfig = {
  migrationSource,
  // Old code starts on a newer schema during an upgrade: migrations that it does not know are fine.
  disableMigrationsListValidation: true,
};

/**
 * Brings the schema up to date; gives the names of what was run. Several nodes may call it at
 * once: one works, the others wait and find nothing to do.
 */
export async function migrate(db: Knex): Promise<string[]> {
  return db.transaction(async (lock) => {
    await lock.raw("select pg_advisory_xact_lock(hashtext('songhua migrations'))");
    // Whoever left knex's own mark behind died: we hold the lock that counts.
    await db.migrate.forceFreeMigrationsLock(migrations);
    const [, names] = await db.migrate.latest(migrations);
    return names;
  });
}
