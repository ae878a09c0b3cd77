import { execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Connection, createConnection } from 'mysql2/promise';
import { freePort } from './gateway.ts';

/** A real MariaDB for tests, in a directory of its own, on 127.0.0.1. */
export interface MariaDb {
  host: '127.0.0.1';
  port: number;
  socket: string;
  /** The administrator's connection. */
  admin: Connection;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const program = (name: string) =>
  ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/**
 * Whether suites that need MariaDB cannot run on this machine; says once how to have it. In CI
 * nothing is skipped: there they fail at the start of the server.
 */
export function noMariaDb(suite: string): boolean {
  if (program('mariadbd') || process.env['CI']) return false;
  console.error(`${suite} was skipped: apt-get install mariadb-server`);
  return true;
}

/** `extra` are further options of the server, such as its certificate. */
export async function startMariaDb(extra: (dir: string) => string[] = () => []): Promise<MariaDb> {
  const server = program('mariadbd');
  const install = program('mariadb-install-db');
  if (!server || !install) throw new Error('no mariadbd: apt-get install mariadb-server');
  const dir = mkdtempSync(join(tmpdir(), 'songhua-mariadb-'));
  // It refuses to run as root: then it runs as nobody, who must be able to enter.
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? ['--user=nobody'] : [];
  if (asRoot) chownSync(dir, 65_534, 65_534);
  chmodSync(dir, 0o700);
  const data = join(dir, 'data');
  const socket = join(dir, 's');
  const log = join(dir, 'log');
  const port = await freePort();
  const options = [
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    `--tmpdir=${dir}`,
    '--innodb-buffer-pool-size=16M',
    '--innodb-log-file-size=4M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
    '--loose-skip-stack-trace',
  ];
  const remove = () => rmSync(dir, { recursive: true, force: true });
  try {
    const first = [
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
    ];
    const places = [`--datadir=${data}`, `--tmpdir=${dir}`];
    await run(install, ['--no-defaults', ...user, ...places, ...first]);
  } catch (fault) {
    remove();
    throw fault;
  }
  const child = spawn(
    server,
    [
      ...options,
      `--socket=${socket}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      `--pid-file=${join(dir, 'pid')}`,
      `--log-error=${log}`,
      ...extra(dir),
    ],
    { stdio: 'ignore' },
  );
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const end = async () => {
    child.kill('SIGTERM');
    await exited;
    remove();
  };
  try {
    const admin = await ready(socket, () => child.exitCode !== null);
    return {
      host: '127.0.0.1',
      port,
      socket,
      admin,
      async stop() {
        await admin.end().catch(() => {});
        await end();
      },
    };
  } catch (fault) {
    const words = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '';
    await end();
    throw new Error(`MariaDB did not start: ${words}`, { cause: fault });
  }
}

async function ready(socketPath: string, ended: () => boolean): Promise<Connection> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await createConnection({ socketPath, user: 'root', charset: 'utf8mb4' });
    } catch (fault) {
      if (ended() || Date.now() > deadline) throw fault;
      await new Promise((tick) => setTimeout(tick, 50));
    }
  }
}
