import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as made from '../doubles/syslog-certificates.ts';

/** A real rsyslogd for tests, in a directory of its own, that speaks TLS on 127.0.0.1. */
export interface Rsyslogd {
  host: '127.0.0.1';
  port: number;
  /** The file with the authority of its certificate. */
  ca: string;
  /** The file of heads that it keeps. */
  heads: string;
  /** What it has written so far, a message a line. */
  lines(): string[];
  /** Ends it on the spot, as a power cut does. */
  kill(): Promise<void>;
  /** Again, at the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const program = ['/usr/sbin/rsyslogd', '/usr/bin/rsyslogd', '/usr/local/sbin/rsyslogd'].find(
  (path) => existsSync(path),
);
/** The driver for TLS is a package of its own. */
const hasDriver = () =>
  ['/usr/lib', ...folders('/usr/lib'), '/usr/lib64', '/usr/local/lib'].some((folder) =>
    existsSync(join(folder, 'rsyslog', 'lmnsd_gtls.so')),
  );
const folders = (path: string) =>
  readdirSync(path)
    .filter((name) => name.includes('-linux-'))
    .map((name) => join(path, name));

/**
 * Whether suites that need rsyslogd cannot run on this machine; says once how to have it. In CI
 * nothing is skipped: there they fail at its start.
 */
export function noRsyslogd(suite: string): boolean {
  if ((program && hasDriver()) || process.env['CI']) return false;
  console.error(`${suite} was skipped: apt-get install rsyslog rsyslog-gnutls`);
  return true;
}

export async function startRsyslogd(): Promise<Rsyslogd> {
  if (!program) throw new Error('no rsyslogd: apt-get install rsyslog rsyslog-gnutls');
  const path = program;
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'songhua-rsyslogd-'));
  const file = (name: string) => join(dir, name);
  writeFileSync(file('ca.pem'), made.authority);
  writeFileSync(file('cert.pem'), made.certificate);
  writeFileSync(file('key.pem'), made.key, { mode: 0o600 });
  writeFileSync(file('conf'), configuration(file, port));
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
  let child: ChildProcess | undefined;
  let ended = Promise.resolve();

  async function start(): Promise<void> {
    const started = spawn(path, ['-n', '-f', file('conf'), '-i', file('pid')], {
      stdio: 'ignore',
    });
    child = started;
    ended = new Promise((done) => {
      started.once('exit', () => done());
      started.once('error', () => done());
    });
    const deadline = Date.now() + 60_000;
    while (!(await listens(port))) {
      if (started.exitCode !== null || Date.now() > deadline)
        throw new Error(`rsyslogd did not start: ${read('own.log').slice(-2_000)}`);
      await new Promise((tick) => setTimeout(tick, 20));
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    child?.kill(signal);
    await ended;
    rmSync(file('pid'), { force: true });
  };
  const stop = async () => {
    await end('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await start();
    return {
      host: '127.0.0.1',
      port,
      ca: file('ca.pem'),
      heads: file('heads.ndjson'),
      lines: () => read('trail.log').split('\n').slice(0, -1),
      kill: () => end('SIGKILL'),
      start,
      stop,
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Its own: the one of gateway.ts brings the whole product along. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** As docs/audit.md has it: the queue is direct, so that a connection ends after its messages are written. */
const configuration = (file: (name: string) => string, port: number) => `
global(
  workDirectory="${file('')}"
  maxMessageSize="16k"
  defaultNetstreamDriverCAFile="${file('ca.pem')}"
  defaultNetstreamDriverCertFile="${file('cert.pem')}"
  defaultNetstreamDriverKeyFile="${file('key.pem')}"
)
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="line" type="list") { property(name="rawmsg") constant(value="\\n") }
template(name="head" type="list") { property(name="msg") constant(value="\\n") }
ruleset(name="trail" queue.type="Direct") {
  action(type="omfile" file="${file('trail.log')}" template="line")
  if $msgid == "audit.seal" then action(type="omfile" file="${file('heads.ndjson')}" template="head")
}
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="trail")
action(type="omfile" file="${file('own.log')}")
`;
