import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The system account that a server runs as, when we may not run it ourselves. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root: root lends it the account `postgres`, or else `nobody`.
 * Gives undefined for everybody who is not root: then it simply runs as the caller.
 */
export function lentAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const row = accounts.find((fields) => fields[0] === name);
    if (row && Number(row[2]) > 0) return { uid: Number(row[2]), gid: Number(row[3]) };
  }
  return { uid: 65534, gid: 65534 };
}

/** True when the account can enter the directory; asks the system, since ACLs count too. */
export function canEnter(directory: string, account: Account | undefined): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd -- "$0"', directory], { ...account, cwd: '/' }).status === 0
  );
}
