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
  /** What its owner calls it. */
  label_sealed: string | null;
  totp_secret_sealed: string | null;
  /** bigint comes as text. */
  last_step: string | null;
  /** base64url; its public key stands in `secret`. */
  passkey_id: string | null;
  counter: string;
  transports: string[] | null;
  /** A second factor that is asked for at every sign-in. */
  asked_always: boolean;
}

/** What a password is given; the rest follows. */
export type NewPassword = Pick<
  CredentialRow,
  | 'id'
  | 'identity_id'
  | 'secret'
  | 'login_name_sealed'
  | 'bound_level'
  | 'suspended_at'
  | keyof HashColumns<'login_name_hash'>
>;

/** The same of any credential: what is not said is empty. */
export type NewCredential = Pick<
  CredentialRow,
  'id' | 'identity_id' | 'kind' | 'secret' | 'bound_level' | 'created_at'
> &
  Partial<CredentialRow>;

declare module 'knex/types/tables.js' {
  interface Tables {
    credentials: CredentialRow;
  }
}

/** What the database refuses is thrown as it is: a passkey that somebody has, a password set twice. */
export async function insert(db: Knex, row: NewCredential): Promise<void> {
  const { transports, ...rest } = row;
  const listed = transports ? { transports: JSON.stringify(transports) } : {};
  await db('credentials').insert({ ...rest, ...(listed as object) });
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

/** These are asked for at a sign-in no more, unless their person says so again. */
export async function askNoMore(db: Knex, ids: readonly string[]): Promise<void> {
  await db('credentials').whereIn('id', ids).update({ asked_always: false });
}

export async function unsuspend(db: Knex, identity_id: string, suspended_at: Date): Promise<void> {
  await db('credentials').where({ identity_id, suspended_at }).update({ suspended_at: null });
}

export async function unbind(db: Knex, identity_id: string): Promise<void> {
  await db('credentials').where({ identity_id }).whereNull('ended_at').update({ bound_level: 0 });
}

/** What a credential that stands was bound at, raised to this where it was less. */
export async function raiseBound(db: Knex, id: string, level: number): Promise<number | undefined> {
  const [row] = await standing(db, id)
    .update({ bound_level: db.raw('greatest(bound_level, ?::smallint)', [level]) as never })
    .returning('bound_level');
  return row?.bound_level;
}

/** A passkey that opens something now, whoever's it is. */
export function passkey(db: Knex, passkey_id: string): Promise<CredentialRow | undefined> {
  return db('credentials')
    .where({ kind: 'passkey', passkey_id, set_aside_at: null })
    .whereNull('ended_at')
    .whereNull('suspended_at')
    .first();
}

const standing = (db: Knex, id: string) =>
  db('credentials').where({ id }).whereNull('ended_at').whereNull('suspended_at');

/** Takes the time step of a code, or a later one, once: false for whoever comes second. */
export async function takeStep(db: Knex, id: string, step: number, at: Date): Promise<boolean> {
  const count = await standing(db, id)
    .where((free) => free.whereNull('last_step').orWhere('last_step', '<', step))
    .update({ last_step: String(step), last_used_at: at });
  return count === 1;
}

/** Moves the signature counter of a passkey on; those without a counter stay at 0. */
export async function moveCounter(db: Knex, id: string, to: number, at: Date): Promise<boolean> {
  const count = await standing(db, id)
    .where((on) =>
      on.where('counter', '<', to).orWhere((none) => none.whereRaw('counter = 0 and ? = 0', [to])),
    )
    .update({ counter: String(to), last_used_at: at });
  return count === 1;
}

/** Uses up a recovery code of somebody's; the row when it was this call that did. */
export async function useCode(
  db: Knex,
  identity_id: string,
  secret: string,
  at: Date,
): Promise<CredentialRow | undefined> {
  const [row] = await db('credentials')
    .where({ kind: 'recovery', identity_id, secret, last_used_at: null })
    .whereNull('ended_at')
    .whereNull('suspended_at')
    .update({ last_used_at: at })
    .returning('*');
  return row;
}

/** Ends recovery codes: all, or those that were not used, since a session may stand on one that was. */
export async function endCodes(
  db: Knex,
  identity_id: string,
  at: Date,
  which: 'all' | 'unused',
): Promise<string[]> {
  const query = db('credentials').where({ kind: 'recovery', identity_id }).whereNull('ended_at');
  if (which === 'unused') query.whereNull('last_used_at');
  const rows = await query.update({ ended_at: at }).returning('id');
  return rows.map(({ id }) => id);
}

/** Whether the second factors of somebody are asked for at every sign-in. */
export async function askAlways(db: Knex, identity_id: string, on: boolean): Promise<void> {
  await db('credentials')
    .where({ identity_id })
    .whereIn('kind', ['totp', 'passkey'])
    .whereNull('ended_at')
    .update({ asked_always: on });
}
