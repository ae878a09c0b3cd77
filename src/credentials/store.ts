import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { type HashColumns, hashColumn } from '../crypto/hash.ts';

/** The SQL of credentials. */

export interface CredentialRow extends HashColumns<'login_name_hash'> {
  id: string;
  identity_id: string;
  kind: 'password' | 'passkey' | 'totp' | 'recovery';
  secret: string;
  login_name_sealed: string | null;
  bound_level: number;
  created_at: Date;
  last_used_at: Date | null;
  suspended_at: Date | null;
  /** Another password stands for it since a merge: it opens nothing, and keeps its login name. */
  set_aside_at: Date | null;
  ended_at: Date | null;
}

/** What a password is given; the rest follows. */
export type NewPassword = Omit<
  CredentialRow,
  'kind' | 'created_at' | 'last_used_at' | 'set_aside_at' | 'ended_at'
>;

declare module 'knex/types/tables.js' {
  interface Tables {
    credentials: CredentialRow;
  }
}

export async function insert(db: Knex, row: CredentialRow): Promise<void> {
  await db('credentials').insert(row);
}

export async function change(db: Knex, id: string, changes: Partial<CredentialRow>): Promise<void> {
  await db('credentials').where({ id }).update(changes);
}

/** The live password of an identity, locked: a second change waits for the first. */
export function lockPassword(db: Knex, identity_id: string): Promise<CredentialRow | undefined> {
  return db('credentials')
    .where({ identity_id, kind: 'password', set_aside_at: null })
    .whereNull('ended_at')
    .forUpdate()
    .first();
}

/** A credential that opens something now, locked against a change until the transaction ends. */
export function share(db: Knex, id: string): Promise<CredentialRow | undefined> {
  return db('credentials')
    .where({ id, set_aside_at: null })
    .whereNull('ended_at')
    .whereNull('suspended_at')
    .forShare()
    .first();
}

export function current(db: Knex, identity_id: string): Promise<CredentialRow[]> {
  return db('credentials')
    .where({ identity_id, set_aside_at: null })
    .whereNull('ended_at')
    .orderBy('created_at');
}

/** Passwords that a user name may mean: the one with that login name, and those of identities. */
export function passwords(
  { db, ring }: Base,
  login_name_hash: string | undefined,
  identity_ids: readonly string[],
): Promise<CredentialRow[]> {
  return db('credentials')
    .where({ kind: 'password', set_aside_at: null })
    .whereNull('ended_at')
    .where((either) => {
      either.whereIn('identity_id', identity_ids);
      if (login_name_hash)
        either.orWhere({ [hashColumn(ring, 'login_name_hash')]: login_name_hash });
    });
}

/** Marks a right check; nothing when the credential ended, was suspended or changed meanwhile. */
export async function used(
  db: Knex,
  row: Pick<CredentialRow, 'id' | 'secret'>,
  at: Date,
  secret = row.secret,
): Promise<boolean> {
  const count = await db('credentials')
    .where({ id: row.id, secret: row.secret, set_aside_at: null })
    .whereNull('ended_at')
    .whereNull('suspended_at')
    .update({ last_used_at: at, secret });
  return count === 1;
}

export async function suspend(db: Knex, ids: readonly string[], at: Date): Promise<void> {
  await db('credentials').whereIn('id', ids).whereNull('ended_at').update({ suspended_at: at });
}

export async function unsuspend(db: Knex, identity_id: string, suspended_at: Date): Promise<void> {
  await db('credentials').where({ identity_id, suspended_at }).update({ suspended_at: null });
}

export async function unbind(db: Knex, identity_id: string): Promise<void> {
  await db('credentials').where({ identity_id }).whereNull('ended_at').update({ bound_level: 0 });
}
