import type { Knex } from 'knex';
import type { Base } from '../base.ts';
import { type HashColumns, hashColumn } from '../crypto/hash.ts';

/** The SQL of links, and of the notices that were accepted. */

export interface LinkRow extends HashColumns<'subject_hash'> {
  id: string;
  source_id: string;
  subject_sealed: string;
  identity_id: string;
  bound_level: number;
  outcome: string;
  reason: string;
  linked_at: Date;
  last_used_at: Date;
  suspended_at: Date | null;
  ended_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    links: LinkRow;
    notices_shown: { identity_id: string; version: string; accepted_at: Date };
  }
}

export async function insertLink(db: Knex, row: LinkRow): Promise<void> {
  await db('links').insert(row);
}

export function currentLink(
  { db, ring }: Base,
  source_id: string,
  subject_hash: string,
): Promise<LinkRow | undefined> {
  return db('links')
    .where({ source_id, [hashColumn(ring, 'subject_hash')]: subject_hash })
    .whereNull('ended_at')
    .first();
}

/** Whose the live links of these accounts are: pairs of a source and its account's hash. */
export async function ownersOfAccounts(
  { db, ring }: Base,
  accounts: readonly (readonly [source_id: string, subject_hash: string])[],
): Promise<string[]> {
  const rows = await db('links')
    .whereIn(['source_id', hashColumn(ring, 'subject_hash')], accounts as [string, string][])
    .whereNull('ended_at')
    .distinct('identity_id');
  return rows.map(({ identity_id }) => identity_id);
}

/** Links of these accounts of one source, those that ended too. */
export function linkIdsOf(
  { db, ring }: Base,
  source_id: string,
  subject_hashes: readonly string[],
): Promise<string[]> {
  return db('links')
    .where({ source_id })
    .whereIn(hashColumn(ring, 'subject_hash'), subject_hashes)
    .pluck('id');
}

export function linkById(db: Knex, id: string): Promise<LinkRow | undefined> {
  return db('links').where({ id }).first();
}

/** Live ones, the oldest first; `blocked`: their owner lets nobody in through the source. */
export async function linksOf(
  db: Knex,
  identity_id: string,
): Promise<(LinkRow & { blocked: boolean })[]> {
  return await db('links')
    .where({ identity_id })
    .whereNull('ended_at')
    .orderBy('linked_at')
    .select('*', db.raw('source_blocked(identity_id, source_id) as blocked'));
}

export async function stands(db: Knex, id: string): Promise<boolean> {
  const row = await db('links')
    .where({ id })
    .whereNull('ended_at')
    .whereNull('suspended_at')
    .whereRaw('not source_blocked(identity_id, source_id)')
    .first('id');
  return row !== undefined;
}

export async function changeLink(db: Knex, id: string, changes: Partial<LinkRow>): Promise<void> {
  await db('links').where({ id }).update(changes);
}

export async function suspendLinks(db: Knex, ids: readonly string[], at: Date): Promise<void> {
  await db('links').whereIn('id', ids).update({ suspended_at: at });
}

/** What a link that stands was bound at, raised to this where it was less; undefined when it is gone. */
export async function raiseBound(db: Knex, id: string, level: number): Promise<number | undefined> {
  const [row] = await db('links')
    .where({ id })
    .whereNull('ended_at')
    .whereNull('suspended_at')
    .update({ bound_level: db.raw('greatest(bound_level, ?::smallint)', [level]) as never })
    .returning('bound_level');
  return row?.bound_level;
}

/** What the live links of an identity were bound at counts no more. */
export async function unbind(db: Knex, identity_id: string): Promise<void> {
  await db('links').where({ identity_id }).whereNull('ended_at').update({ bound_level: 0 });
}

/** True when the version had not been accepted before. */
export async function insertNotice(
  db: Knex,
  row: { identity_id: string; version: string; accepted_at: Date },
): Promise<boolean> {
  const rows = await db('notices_shown').insert(row).onConflict().ignore().returning('version');
  return rows.length > 0;
}

export async function hasNotice(db: Knex, identity_id: string, version: string): Promise<boolean> {
  return (await db('notices_shown').where({ identity_id, version }).first('version')) !== undefined;
}

/** Ended ones too, the last used first. */
export function everyLinkOf(db: Knex, identity_id: string): Promise<LinkRow[]> {
  return db('links').where({ identity_id }).orderBy('last_used_at', 'desc');
}
