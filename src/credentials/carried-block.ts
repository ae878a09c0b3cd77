import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import * as store from './carried-store.ts';
import { makeHasher } from './hashing.ts';

/**
 * Carried passwords that staff have stopped: our copy opens nothing, nor does the department's hash
 * that it was made from. Another hash at the department, or a password that the person sets here,
 * ends it. All but `newSecret` in the caller's transaction.
 */

/** An account at a source; `subject_hash` as a link has it. */
export interface AccountKey {
  source_id: string;
  subject_hash: string;
}

const hasher = makeHasher();

/** Gives how many there were to stop. */
export async function block(
  base: Base,
  accounts: readonly AccountKey[],
  at: Date,
): Promise<number> {
  let count = 0;
  for (const { source_id, subject_hash } of accounts) {
    const row = await store.lock(base, source_id, subject_hash);
    if (!row || row.blocked_at) continue;
    await store.setBlocked(base.db, row.id, at);
    count += 1;
  }
  return count;
}

/** Takes back what was stopped at that instant. */
export async function unblock(
  base: Base,
  accounts: readonly AccountKey[],
  at: Date,
): Promise<void> {
  for (const { source_id, subject_hash } of accounts) {
    const row = await store.lock(base, source_id, subject_hash);
    if (row?.blocked_at?.getTime() === at.getTime()) await store.setBlocked(base.db, row.id, null);
  }
}

/** Those of these accounts whose password is stopped. */
export async function blocked(base: Base, accounts: readonly AccountKey[]): Promise<AccountKey[]> {
  const found: AccountKey[] = [];
  for (const account of accounts)
    if ((await store.read(base, account.source_id, account.subject_hash))?.blocked_at)
      found.push(account);
  return found;
}

/** The hash of a password, before any transaction: hashing may wait in line. Throws `credentials.busy`. */
export const newSecret = (password: string): Promise<string> => hasher.hash(password);

/** Puts what the person has just set in place of a stopped password; from now on only that one counts. */
export async function replace(
  base: Base,
  { source_id, subject_hash }: AccountKey,
  { secret, identity_id }: { secret: string; identity_id: string },
): Promise<void> {
  const row = await store.lock(base, source_id, subject_hash);
  if (!row?.blocked_at) return;
  await store.change(base.db, row.id, {
    ...{ secret, own: true, made_from: null, made_at: base.clock.now(), blocked_at: null },
  });
  await audit.append(base, {
    kind: 'credential.carried_set',
    actor: { kind: 'identity', id: identity_id },
    object: { kind: 'carried_password', id: row.id },
    source_id,
    outcome: 'ok',
  });
}
