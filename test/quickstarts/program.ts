import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import type { PointCode } from '../../src/clients/acceptance/acceptance.ts';
import type * as clients from '../../src/clients/clients.ts';

/** What a quickstart is told by its environment. */
export type Environment = Record<
  'ISSUER' | 'CLIENT_ID' | 'CLIENT_SECRET' | 'PORT' | 'BASE_URL',
  string
>;

/** One program of docs/quickstarts, and how its README has it built and run. */
export interface Program {
  /** Its folder there. */
  name: string;
  /** Commands that must be on the PATH, or whole paths; and what to install where they are not there. */
  needs: readonly string[];
  packages: string;
  /** Succeeds in its folder where what is there is new and whole enough. */
  suffices?: readonly string[];
  /** What its README says to type in its folder before it is run the first time, one after another. */
  build: readonly (readonly string[])[];
  /** What it says to type to run it. What a server has to be told in a file may be written to `dir`. */
  run(dir: string, env: Environment): readonly string[];
  /** What its README has registered besides. */
  registers?: Partial<clients.Registration>;
  /** Where its addresses are others than everybody's. */
  paths?: Partial<typeof paths>;
  /** How long it keeps a key set that lacks a key, where a library decides that: seconds. */
  keepsKeys?: number;
  /** Whoever comes back below the level that was asked for is signed in there all the same, for other pages. */
  staysBelow?: boolean;
  /** Points of the acceptance that its README says it leaves open. */
  leaves?: readonly PointCode[];
}

/**
 * The addresses of a quickstart. A page for somebody who is signed in has a form that leads to
 * `signOut` and says `acr` as it came; a page for a stranger has no such form.
 */
export const paths = {
  /** Who is signed in here, or a button: for everybody. */
  home: '/',
  /** Begins a sign-in of any level; also one that somebody else begins (`iss`, `target_link_uri`). */
  login: '/login',
  callback: '/callback',
  /** Only for who is signed in at level 2: begins a sign-in or a step-up by itself. */
  important: '/important',
  /** Where the button of a signed-in page leads. */
  signOut: '/logout',
  /** Where the gateway sends people back to after that. */
  signedOut: '/',
  backchannel: '/backchannel-logout',
};

const quickstarts = fileURLToPath(new URL('../../docs/quickstarts', import.meta.url));
const run = promisify(execFile);

const isThere = (command: string) =>
  isAbsolute(command)
    ? existsSync(command)
    : (process.env['PATH'] ?? '')
        .split(delimiter)
        .some((folder) => existsSync(join(folder, command)));

/** Whether this machine lacks what it is made of, said aloud. In CI nothing is skipped. */
export function cannotRun({ name, needs, packages, suffices }: Program): boolean {
  if (process.env['CI']) return false;
  const missing = needs.filter((command) => !isThere(command));
  const why =
    missing.length > 0
      ? `no ${missing.join(', no ')}`
      : suffices && !succeeds(suffices, join(quickstarts, name))
        ? `${suffices.join(' ')} fails`
        : undefined;
  if (why === undefined) return false;
  console.error(`The quickstart ${name} was skipped: ${why}. apt-get install ${packages}`);
  return true;
}

function succeeds([command = '', ...args]: readonly string[], cwd: string): boolean {
  try {
    execFileSync(command, args, { cwd, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|failure in name resolution|Name or service not known|no such host|UnknownHost|Network is unreachable/i;

/** Whether it could not be built since nobody gives its libraries here, said aloud; never so in CI. */
export function cannotFetch({ name }: Program, fault: unknown): boolean {
  const { stdout = '', stderr = '' } = fault as { stdout?: string; stderr?: string };
  if (process.env['CI'] || !unreachable.test(stdout + stderr)) return false;
  console.error(`The quickstart ${name} was skipped: what it is built of cannot be fetched here.`);
  return true;
}

/**
 * Builds it in a directory of its own and gives that; once on a machine for what it is made of now,
 * since a compiler takes longer than all tests of it.
 */
export async function built({ name, build }: Program): Promise<string> {
  const from = join(quickstarts, name);
  const store = join(tmpdir(), `songhua-quickstarts-${process.getuid?.() ?? ''}`);
  // A web server reads its pages as a user of its own.
  mkdirSync(store, { recursive: true, mode: 0o711 });
  if (statSync(store).uid !== (process.getuid?.() ?? 0))
    throw new Error(`${store} belongs to somebody else`);
  const dir = join(store, `${name}-${digestOf(from, build)}`);
  if (existsSync(dir)) return dir;
  const under = `${dir}.${process.pid}`;
  cpSync(from, under, { recursive: true, filter: (path) => !isMade(relative(from, path)) });
  try {
    for (const [command = '', ...args] of build)
      await run(command, args, { cwd: under, maxBuffer: 64 * 1024 * 1024 });
    renameSync(under, dir);
  } catch (fault) {
    // Another run was faster, with the same.
    if (!existsSync(dir)) throw fault;
  } finally {
    rmSync(under, { recursive: true, force: true });
  }
  return dir;
}

/** What somebody built there by hand. */
const isMade = (path: string): boolean =>
  /(^|[\\/])(node_modules|\.venv|__pycache__|target|run|quickstart)([\\/]|$)/.test(path);

function digestOf(folder: string, build: Program['build']): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !isMade(path) && statSync(join(folder, path)).isFile())
    .sort();
  const hash = createHash('sha256').update(JSON.stringify(build));
  for (const path of files)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(folder, path)));
  return hash.digest('hex').slice(0, 16);
}

/** Starts it as its README says and waits until it answers. */
export async function start(program: Program, env: Environment) {
  const dir = await built(program);
  const [command = '', ...args] = program.run(dir, env);
  const child: ChildProcess = spawn(command, args, {
    cwd: dir,
    env: { PATH: process.env['PATH'], HOME: dir, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // With what it starts itself: npm and mvn pass no signal on.
    detached: true,
  });
  let log = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part) => {
      log = (log + part).slice(-20_000);
    });
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', (fault) => {
    log += fault;
    ended = true;
  });
  const stop = async () => {
    if (ended || child.pid === undefined) return;
    const gone = once(child, 'exit');
    process.kill(-child.pid, 'SIGTERM');
    await gone;
  };
  try {
    await vi.waitFor(
      async () => {
        if (ended) return;
        await fetch(`${env.BASE_URL}${program.paths?.home ?? paths.home}`, { redirect: 'manual' });
      },
      { timeout: 60_000, interval: 100 },
    );
    if (ended) throw new Error('it ended by itself');
  } catch (fault) {
    await stop();
    throw new Error(`the quickstart ${program.name} does not answer: ${log}`, { cause: fault });
  }
  return { log: () => log, stop };
}
