import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What the system tells about a process that lives. */
export interface Living {
  /** When it began, in the system's own words: tells a process from a later one with its number. */
  since: string;
  command: string;
}

/**
 * The process of that number; undefined when there is none. A zombie counts as none: it holds
 * neither files nor memory, although signal 0 still reaches it (and under a first process that
 * reaps nobody, as in many containers, for ever).
 */
export function living(pid: number): Living | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): Living | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold blanks: count the fields from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { since: fields[19] ?? '', command };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): Living | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=,lstart=,command=', '-p', String(pid)]);
  const found =
    status === 0 && /^(\S+)\s+(\S+ +\S+ +\d+ +\S+ +\d+) +(.*)$/.exec(String(stdout).trim());
  if (!found || found[1]?.startsWith('Z')) return undefined;
  return { since: found[2] ?? '', command: found[3] ?? '' };
}

/** Asks every 20 ms until `done` gives a value that is not undefined; undefined after `withinMs`. */
export async function poll<T>(withinMs: number, done: () => T | undefined): Promise<T | undefined> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = done();
    if (value !== undefined || performance.now() > deadline) return value;
    await pause(20);
  }
}

/** Signals a process and waits until it is gone; true when it went within the time. */
export async function endProcess(
  pid: number,
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    return living(pid) === undefined;
  }
  return (await poll(withinMs, () => (living(pid) ? undefined : true))) === true;
}
