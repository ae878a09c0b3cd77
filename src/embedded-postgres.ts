import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type Account, canEnter, lentAccount } from './embedded/account.ts';
import { binariesFor, outsideHome } from './embedded/binaries.ts';
import { takeLock } from './embedded/lock.ts';
import { environment, launch, stopOrphan, stopServer } from './embedded/server.ts';

/**
 * A PostgreSQL server of our own, for the demo and the tests: packaged binaries, one data
 * directory, one unix socket in a directory that only its owner may enter. Production brings its
 * own server; nothing here is for that.
 */
export interface Embedded {
  /** Accepted by `connect`; the same for the same data directory, so that clients find it again. */
  url: string;
  /** The postmaster. */
  pid: number;
  /** When it has ended, for whatever reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the server of a data directory, made on first use. `durable: false` is for tests: it may
 * lose everything in a crash of the machine and is quicker.
 * Throws when the directory is in use by another living launcher, or the server does not start
 * (the message ends with its last words).
 */
export async function startEmbedded(options: {
  dataDir: string;
  durable: boolean;
}): Promise<Embedded> {
  if (process.platform === 'win32')
    throw new Error('set DATABASE_URL: no embedded PostgreSQL here');
  const account = lentAccount();
  const place = placeOf(options.dataDir, account);
  const release = takeLock(join(place, 'postgres.lock'));
  try {
    const bin = binariesFor(account);
    const data = join(place, 'postgres');
    await stopOrphan(data);
    if (!fs.existsSync(join(data, 'PG_VERSION'))) initialise(bin, data, account, options.durable);
    const sockets = socketDirectory(place, account);
    const log = join(place, 'postgres.log');
    const server = await launch({ bin, data, sockets, log, account, durable: options.durable });
    const url = `postgresql:///songhua?host=${encodeURIComponent(sockets)}&user=postgres`;
    await createDatabase(sockets).catch(async (fault) => {
      await stopServer(server);
      throw fault;
    });
    return {
      url,
      pid: server.pid,
      exited: server.exited,
      stop: async () => {
        await stopServer(server);
        fs.rmSync(sockets, { recursive: true, force: true });
        release();
      },
    };
  } catch (fault) {
    release();
    throw fault;
  }
}

/** Removes everything that a data directory's server ever kept; it must not run. */
export function removeEmbedded(dataDir: string): void {
  const place = placeOf(dataDir, lentAccount());
  takeLock(join(place, 'postgres.lock'))();
  for (const name of ['postgres', 'postgres.log'])
    fs.rmSync(join(place, name), { recursive: true, force: true });
}

/** Where the server's files are: in the data directory, unless the lent account cannot get there. */
function placeOf(dataDir: string, account: Account | undefined): string {
  const wanted = resolve(dataDir);
  fs.mkdirSync(wanted, { recursive: true });
  // A directory just made (mkdtemp makes them private) is opened for passing through, no more.
  if (account && fs.readdirSync(wanted).length === 0) fs.chmodSync(wanted, 0o711);
  if (canEnter(wanted, account)) return fs.realpathSync(wanted);
  const other = join(outsideHome(), `data-${fingerprint(wanted)}`);
  fs.mkdirSync(other, { recursive: true, mode: 0o755 });
  fs.writeFileSync(join(wanted, 'postgres-is-elsewhere.txt'), `${other}\n`);
  return other;
}

const fingerprint = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function initialise(
  bin: string,
  data: string,
  account: Account | undefined,
  durable: boolean,
): void {
  // Made beside and moved into place, so that an interrupted first start leaves nothing half-made.
  const half = `${data}.new`;
  fs.rmSync(half, { recursive: true, force: true });
  fs.rmSync(data, { recursive: true, force: true });
  own(half, account);
  const how = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C'];
  how.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) how.push('--no-sync');
  const made = spawnSync(join(bin, 'initdb'), ['-D', half, ...how], {
    ...account,
    cwd: half,
    env: environment,
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  fs.renameSync(half, data);
}

function own(directory: string, account: Account | undefined): void {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (account) fs.chownSync(directory, account.uid, account.gid);
}

/** A socket's path holds at most 107 bytes: a data directory deep down gets its sockets elsewhere. */
function socketDirectory(place: string, account: Account | undefined): string {
  const near = join(place, 'socket');
  const short = Buffer.byteLength(join(near, '.s.PGSQL.5432')) <= 107;
  const directory = short ? near : join(tmpdir(), `songhua-${fingerprint(place)}`);
  own(directory, account);
  const { uid, mode } = fs.lstatSync(directory);
  if (uid !== (account?.uid ?? process.getuid?.()) || (mode & 0o777) !== 0o700)
    throw new Error(`${directory} belongs to somebody else or is open to others: remove it`);
  return directory;
}

async function createDatabase(sockets: string): Promise<void> {
  const client = new pg.Client({ host: sockets, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'songhua'");
    if (!rowCount) await client.query('create database songhua');
  } finally {
    await client.end();
  }
}
