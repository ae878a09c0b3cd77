import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { endProcess, living, poll } from './processes.ts';

/** One server process: how it is started, found again, and ended. */
export interface Server {
  /** The postmaster. */
  pid: number;
  exited: Promise<void>;
  hasEnded(): boolean;
}

const READY_MS = 30_000;
const STOP_MS = 15_000;

export const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export interface Launch {
  bin: string;
  data: string;
  sockets: string;
  log: string;
  account: Account | undefined;
  durable: boolean;
}

/** Starts a server and waits until it takes connections; throws with its last words when it does not. */
export async function launch(how: Launch): Promise<Server> {
  // After a crash the backends of the dead postmaster take a moment to go: it then refuses to
  // start for their shared memory, and starts the next time.
  for (let tries = 0; ; tries++) {
    const output = fs.openSync(how.log, 'w', 0o600);
    const settings = Object.entries(settingsFor(how)).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const server = spawn(join(how.bin, 'postgres'), ['-D', how.data, ...settings], {
      ...how.account,
      cwd: how.data,
      env: environment,
      // Its own group: Ctrl-C on the terminal reaches us, and we stop it when we have drained.
      detached: true,
      stdio: ['ignore', output, output],
    });
    fs.closeSync(output);
    const exited = new Promise<void>((done) => {
      server.once('exit', () => done());
      server.once('error', () => done());
    });
    const hasEnded = () => server.exitCode !== null || server.signalCode !== null || !server.pid;
    const state = await poll(READY_MS, () => {
      if (hasEnded()) return 'ended';
      return postmaster(how.data)?.ready ? 'ready' : undefined;
    });
    if (state === 'ready') return { pid: server.pid as number, exited, hasEnded };
    if (server.pid) await endProcess(server.pid, 'SIGQUIT', STOP_MS);
    const words = fs.readFileSync(how.log, 'utf8');
    if (tries < 50 && words.includes('pre-existing shared memory block')) {
      await poll(200, () => undefined);
      continue;
    }
    throw new Error(`PostgreSQL did not start: ${words.slice(-2000)}`);
  }
}

function settingsFor(how: Launch): Record<string, string | number> {
  const sync = how.durable ? 'on' : 'off';
  return {
    listen_addresses: '',
    unix_socket_directories: `"${how.sockets}"`,
    unix_socket_permissions: '0700',
    max_connections: 200,
    shared_buffers: '64MB',
    timezone: 'UTC',
    jit: 'off',
    fsync: sync,
    synchronous_commit: sync,
    full_page_writes: sync,
    wal_level: 'minimal',
    max_wal_senders: 0,
    // No values in the server's log: neither statements nor the details of a broken constraint.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  };
}

/** The postmaster that the data directory names (postmaster.pid: number in line 1, state in line 8). */
function postmaster(data: string): { pid: number; ready: boolean } | undefined {
  try {
    const lines = fs.readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Math.abs(Number(lines[0])), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/** Ends a server that outlived its launcher; we hold the directory's lock, so nobody needs it. */
export async function stopOrphan(data: string): Promise<void> {
  const pid = postmaster(data)?.pid;
  if (!pid) return;
  const isOurs = () => living(pid)?.command.includes(data) === true;
  if (isOurs())
    (await endProcess(pid, 'SIGINT', STOP_MS)) || (await endProcess(pid, 'SIGQUIT', STOP_MS));
  if (isOurs()) throw new Error(`an older PostgreSQL (process ${pid}) on ${data} does not stop`);
  // It was killed: PostgreSQL takes a zombie, or a stranger with its number, for itself.
  fs.rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Ends a server in order, or else at once; fine when it has ended already. */
export async function stopServer({ pid, exited, hasEnded }: Server): Promise<void> {
  if (hasEnded()) return;
  (await endProcess(pid, 'SIGINT', STOP_MS)) || (await endProcess(pid, 'SIGQUIT', STOP_MS));
  await exited;
}
