import { accessSync, constants, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { living } from '../../src/embedded/processes.ts';

const MEMORY = '/dev/shm';
const PREFIX = 'songhua-tests-';
const NEEDED = 2 * 2 ** 30;

/**
 * Lets everything that this run and its processes throw away lie in memory, where there is room: a
 * database is made from its template in 20 ms there, on a disk in 70 to 600. Gone with the process;
 * what a killed run has left goes with the next one (its PostgreSQL ends by itself within a minute).
 * TMPDIR, when it is said, stays as it is.
 */
export function scratchInMemory(): void {
  if (process.env.TMPDIR || !hasRoom()) return;
  for (const name of readdirSync(MEMORY)) {
    const [, pid] = /^songhua-tests-(\d+)$/.exec(name) ?? [];
    if (pid && !living(Number(pid))) remove(join(MEMORY, name));
  }
  const place = join(MEMORY, PREFIX + process.pid);
  // Root's servers run as other accounts, which must be able to enter.
  mkdirSync(place, { recursive: true, mode: 0o711 });
  process.env.TMPDIR = place;
  process.once('exit', () => remove(place));
}

function hasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > NEEDED && freemem() > 2 * NEEDED;
  } catch {
    return false;
  }
}

/** Not of somebody else's: those stay. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}
