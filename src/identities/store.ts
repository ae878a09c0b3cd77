import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { type HashColumns, hashColumn } from '../crypto/hash.ts';
import type { Method, Proof } from './level.ts';

/** The SQL of identities and of what is known about them: identifiers, contacts, evidence. */

export interface IdentityRow extends HashColumns<'name_hash'> {
  id: string;
  kind: 'person' | 'organisation';
  state: 'active' | 'suspended' | 'closed' | 'absorbed';
  /** Which identity goes on for an absorbed one; that may have been absorbed itself. */
  merged_into: string | null;
  name_sealed: string | null;
  gender: number | null;
  birthdate_sealed: string | null;
  alias_sealed: string | null;
  has_subject_aliases: boolean;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export interface IdentifierRow extends HashColumns<'match_hash'> {
  id: string;
  identity_id: string;
  type: string;
  value_sealed: string;
  standing: 'claimed' | 'owned';
  source_id: string | null;
  /** Through which account it came. */
  link_id: string | null;
  from_at: Date;
  until_at: Date | null;
}

export interface ContactRow extends HashColumns<'match_hash'> {
  id: string;
  identity_id: string;
  kind: 'phone' | 'email';
  value_sealed: string;
  proved_at: Date | null;
  bound_level: number;
  suspended_at: Date | null;
  link_id: string | null;
  from_at: Date;
  until_at: Date | null;
}

export interface EvidenceRow extends Proof {
  id: string;
  identity_id: string;
  method: Method;
  authority: string;
  transaction_no: string | null;
  link_id: string | null;
  /** Of the staff, who saw the document. */
  operator_id: string | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    identities: IdentityRow;
    identifiers: IdentifierRow;
    contacts: ContactRow;
    evidence: EvidenceRow;
  }
}

type New<Row, Optional extends keyof Row> = Omit<Row, Optional> & Partial<Pick<Row, Optional>>;

export async function insertIdentity(
  db: Knex,
  row: New<IdentityRow, 'state' | 'merged_into' | 'has_subject_aliases' | 'version'>,
): Promise<void> {
  await db('identities').insert(row);
}

export async function insertIdentifier(
  db: Knex,
  row: New<IdentifierRow, 'link_id'>,
): Promise<void> {
  await db('identifiers').insert(row);
}

export async function insertContact(db: Knex, row: New<ContactRow, 'link_id'>): Promise<void> {
  await db('contacts').insert(row);
}

export async function insertEvidence(
  db: Knex,
  row: New<EvidenceRow, 'link_id' | 'operator_id'>,
): Promise<void> {
  await db('evidence').insert(row);
}

export function readIdentity(db: Knex, id: string): Promise<IdentityRow | undefined> {
  return db('identities').where({ id }).first();
}

/** Always in the order of ids, so that two arrivals and a merge never wait for one another in a ring. */
export async function lockIdentities(db: Knex, ids: readonly string[]): Promise<void> {
  await db('identities').whereIn('id', ids).orderBy('id').forUpdate().select('id');
}

/** The identity that goes on for this one: itself, unless it was absorbed. */
export async function surviving(db: Knex, id: string): Promise<string> {
  const { rows } = await db.raw<{ rows: { id: string | null }[] }>(
    'select surviving_identity(?::uuid) as id',
    [id],
  );
  return rows[0]?.id ?? id;
}

/** An identity with all that were absorbed into it, at whatever remove. */
export async function family(db: Knex, id: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    'select id from absorbed_by(?::uuid) as id',
    [id],
  );
  return rows.map((row) => row.id);
}

/** The people among these, or who goes on for them, held so that a row may refer to them; in the same order. */
export async function holdPeople(
  db: Knex,
  ids: readonly string[],
): Promise<{ named: string; id: string; family: string[]; absorbed: boolean }[]> {
  const { rows } = await db.raw(
    `select n.named, i.id, array(select absorbed_by(i.id)) as family, i.state = 'absorbed' as absorbed
     from (select distinct u as named, surviving_identity(u) as id from unnest(?::uuid[]) u) n
     join identities i on i.id = n.id where i.kind = 'person' order by i.id for key share of i`,
    [[...ids]] as never,
  );
  return rows;
}

/**
 * An identity as matching sees it; the identifiers are the current ones. Its hashes are of the
 * version looked up by, whichever columns hold them.
 */
export interface Candidate
  extends Omit<IdentityRow, 'name_hash_even' | 'match_version' | 'match_version_even'> {
  identifiers: (Pick<IdentifierRow, 'id' | 'type' | 'standing'> & { match_hash: string })[];
  bound: boolean;
  /** The source that was asked about. */
  blocks_source: boolean;
}

/** Several identities, each with its current identifiers and whether evidence ties it to a person. */
export async function readCandidates(
  { db, ring }: Base,
  ids: readonly string[],
  binding: readonly Method[],
  source_id?: string,
): Promise<Candidate[]> {
  const { rows } = await db.raw(
    `select i.*, i.${hashColumn(ring, 'name_hash')} as name_hash,
       coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'type', n.type,
           'match_hash', n.${hashColumn(ring, 'match_hash')}, 'standing', n.standing)) from identifiers n
         where n.identity_id = i.id and n.until_at is null), '[]') as identifiers,
       exists (select from evidence e where e.identity_id = i.id and e.revoked_at is null
         and e.method = any(?)) as bound,
       source_blocked(i.id, ?) as blocks_source
     from identities i where i.id = any(?)`,
    [binding, source_id ?? null, ids] as never,
  );
  return rows;
}

export async function changeIdentity(
  db: Knex,
  id: string,
  at: Date,
  changes: Partial<IdentityRow>,
): Promise<void> {
  await db('identities')
    .where({ id })
    .update({ ...changes, version: db.raw('version + 1'), updated_at: at });
}

/** The identities that own one of these keys now. */
export async function ownersOf(
  { db, ring }: Base,
  keys: readonly { type: string; match_hash: string }[],
): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await db('identifiers')
    .whereIn(
      ['type', hashColumn(ring, 'match_hash')],
      keys.map(({ type, match_hash }) => [type, match_hash]),
    )
    .where({ standing: 'owned' })
    .whereNull('until_at')
    .select('identity_id');
  return [...new Set(rows.map((row) => row.identity_id))];
}

export async function ownIdentifier(db: Knex, id: string, source_id: string): Promise<void> {
  await db('identifiers').where({ id }).update({ standing: 'owned', source_id });
}

export function currentIdentifiers(db: Knex, identity_id: string): Promise<IdentifierRow[]> {
  return db('identifiers')
    .where({ identity_id })
    .whereNull('until_at')
    .orderBy(['type', 'from_at']);
}

export function currentContacts(db: Knex, identity_id: string): Promise<ContactRow[]> {
  return db('contacts').where({ identity_id }).whereNull('until_at').whereNull('suspended_at');
}

export async function suspendContacts(db: Knex, ids: readonly string[], at: Date): Promise<void> {
  await db('contacts').whereIn('id', ids).update({ suspended_at: at });
}

export async function endContacts(db: Knex, ids: readonly string[], at: Date): Promise<void> {
  await db('contacts').whereIn('id', ids).update({ until_at: at });
}

export function readProofs(db: Knex, identity_id: string): Promise<EvidenceRow[]> {
  return db('evidence').where({ identity_id }).orderBy('at', 'desc');
}

export function ownedNumbers(
  db: Knex,
  identity_id: string,
): Promise<Pick<IdentifierRow, 'id' | 'value_sealed'>[]> {
  return db('identifiers')
    .where({ identity_id, standing: 'owned' })
    .whereNull('until_at')
    .select('id', 'value_sealed');
}

/** False when it is not active; held against a change of that until the transaction ends. */
export async function holdActive(db: Knex, id: string): Promise<boolean> {
  const row = await db('identities').where({ id, state: 'active' }).forKeyShare().first('id');
  return row !== undefined;
}

export async function revokeEvidence(db: Knex, identity_id: string, at: Date): Promise<void> {
  await db('evidence').where({ identity_id }).whereNull('revoked_at').update({ revoked_at: at });
}
