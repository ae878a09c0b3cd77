import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { living } from './processes.ts';

/**
 * Takes a lock file for this process: one data directory, one launcher. A holder that no longer
 * lives (its number gone, or given to a younger process) loses it.
 * Gives the function that releases it; throws when somebody holds it.
 */
export function takeLock(path: string): () => void {
  const mine = `${path}.${process.pid}`;
  const content = JSON.stringify({ pid: process.pid, since: living(process.pid)?.since });
  writeFileSync(mine, content);
  try {
    for (let tries = 0; tries < 10; tries++) {
      // A link is made by exactly one process, and never half-written.
      if (linked(mine, path)) return () => release(path, content);
      const held = read(path);
      if (held === undefined) continue;
      if (isHeld(held))
        throw new Error(`${path} is held by process ${pidIn(held)}: it runs already`);
      breakLock(path, held);
    }
    throw new Error(`${path} could not be taken`);
  } finally {
    rmSync(mine, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const pidIn = (content: string): number => {
  try {
    return Number(JSON.parse(content).pid);
  } catch {
    return 0;
  }
};

function isHeld(content: string): boolean {
  const holder = living(pidIn(content));
  return holder !== undefined && JSON.parse(content).since === holder.since;
}

/** Moves a dead holder's lock away; gives it back if another process was quicker and it is live. */
function breakLock(path: string, dead: string): void {
  const aside = `${path}.${process.pid}.aside`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (read(aside) !== dead) linked(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, content: string): void {
  if (read(path) === content) rmSync(path, { force: true });
}
