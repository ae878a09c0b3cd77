import type { Knex } from 'knex';
import type { Words } from '../departments/departments.ts';

/** The SQL of the questions that wait for staff. */

export interface ConflictRow {
  id: string;
  /** The one that came. */
  identity_id: string;
  /** The one that was there; null where the question is about one alone. */
  other_identity_id: string | null;
  source_id: string;
  link_id: string | null;
  reason: string;
  created_at: Date;
  settled_at: Date | null;
  claimed_by: string | null;
  claimed_until: Date | null;
  /** The last word of staff; the question may be open again since. */
  decision: 'merged' | 'different' | 'asked' | 'noted' | 'reopened' | null;
  decided_by: string | null;
  decided_at: Date | null;
  reason_sealed: string | null;
  approval_id: string | null;
  asked_until: Date | null;
  /** What the person said: it is not I, or both were proved and they do not fit one person. */
  answer: 'not_me' | 'differs' | null;
  answered_side: 'one' | 'other' | null;
  answered_at: Date | null;
}

/** `waiting`: for a second person; `asked`: for the person themselves. */
export const states = ['open', 'waiting', 'asked', 'settled'] as const;
export type State = (typeof states)[number];

/** A question with where it hangs and how it stands. */
export interface ConflictLine extends ConflictRow {
  state: State;
  source_names: Words;
  department_id: string;
  department_names: Words;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    conflicts: ConflictRow;
  }
}

export type Question = Pick<
  ConflictRow,
  'id' | 'identity_id' | 'other_identity_id' | 'source_id' | 'link_id' | 'reason' | 'created_at'
>;

/** Staff who looked into a question about one account alone are not asked the same for so long. */
const NOTED_DAYS = 90;

/**
 * Puts a question to staff once: while one about these two is open, another changes nothing, nor
 * does it about two who were told apart.
 */
export async function queue(db: Knex, row: Question): Promise<void> {
  await db.raw(
    `insert into conflicts (id, identity_id, other_identity_id, source_id, link_id, reason, created_at)
     select :id, :identity_id, :other_identity_id::uuid, :source_id, :link_id::uuid, :reason, :created_at
     where not exists (select from told_apart_of(:identity_id::uuid, :other_identity_id::uuid))
       and not exists (select from conflicts c
         where c.identity_id = :identity_id and c.other_identity_id = :other_identity_id::uuid
           and c.settled_at is null)
       and not exists (select from conflicts c
         where :other_identity_id::uuid is null and c.identity_id = :identity_id
           and c.reason = :reason and c.link_id is not distinct from :link_id::uuid
           and c.decision = 'noted'
           and c.settled_at > :created_at::timestamptz - interval '${NOTED_DAYS} days')
     on conflict do nothing`,
    { ...row } as never,
  );
}

/** Those of these identities about which a question is open. */
export async function contested(db: Knex, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db('conflicts')
    .whereIn('identity_id', ids)
    .whereNull('settled_at')
    .distinct('identity_id');
  return new Set(rows.map((row) => row.identity_id));
}

/** How it stands at an instant, as SQL; the row is `c`. */
export const stateAt = (at: string) => `case when c.settled_at is not null then 'settled'
  when approval_waits(c.approval_id, ${at}) then 'waiting'
  when c.asked_until > ${at} then 'asked' else 'open' end`;

/** One, with where it hangs. */
export async function byId(db: Knex, id: string, now: Date): Promise<ConflictLine | undefined> {
  const { rows } = await db.raw<{ rows: ConflictLine[] }>(
    `select c.*, s.*, ${stateAt(':now::timestamptz')} as state
     from conflicts c join conflict_sources(null) s on s.source_id = c.source_id where c.id = :id`,
    { id, now } as never,
  );
  return rows[0];
}

/** Waits for whoever decides it at this moment. */
export async function lock(db: Knex, id: string, now: Date): Promise<ConflictLine | undefined> {
  await db('conflicts').where({ id }).forUpdate().first('id');
  return byId(db, id, now);
}

/** False when somebody else holds it, or nothing is left to decide. */
export async function claim(
  db: Knex,
  { id, by, now, until }: { id: string; by: string; now: Date; until: Date },
): Promise<boolean> {
  const claimed = await db('conflicts')
    .where({ id })
    .whereNull('settled_at')
    .where((free) =>
      free.whereNull('claimed_by').orWhere('claimed_until', '<=', now).orWhere('claimed_by', by),
    )
    .update({ claimed_by: by, claimed_until: until });
  return claimed > 0;
}

export async function change(db: Knex, id: string, to: Partial<ConflictRow>): Promise<void> {
  await db('conflicts').where({ id }).update(to);
}

/** Unsettles it, unless the same question is open already. */
export async function openAgain(db: Knex, id: string): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `update conflicts c set settled_at = null where c.id = ? and not exists (
       select from conflicts o where o.identity_id = c.identity_id and o.reason = c.reason
         and o.other_identity_id is not distinct from c.other_identity_id and o.settled_at is null)`,
    [id],
  );
  return rowCount > 0;
}

/** What the questions about an identity are that its person is asked; the oldest first. */
export function askedOf(db: Knex, identity_id: string, now: Date): Promise<ConflictRow[]> {
  return db('conflicts')
    .where((either) => either.where({ identity_id }).orWhere({ other_identity_id: identity_id }))
    .whereNull('settled_at')
    .where('asked_until', '>', now)
    .orderBy(['created_at', 'id'])
    .limit(3);
}

/** Other questions about the same two, the latest first. */
export function ofPair(
  db: Knex,
  {
    id,
    identity_id,
    other_identity_id,
  }: Pick<ConflictRow, 'id' | 'identity_id' | 'other_identity_id'>,
): Promise<ConflictRow[]> {
  return db('conflicts')
    .where((either) =>
      either
        .where({ identity_id, other_identity_id })
        .orWhere({ identity_id: other_identity_id ?? identity_id, other_identity_id: identity_id }),
    )
    .whereNot({ id })
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(20);
}

/** Settles every open question about two who were told apart; gives their ids. */
export async function settlePair(
  db: Knex,
  [one, other]: readonly [string, string],
  word: Partial<ConflictRow>,
): Promise<string[]> {
  const rows = await db('conflicts')
    .whereNull('settled_at')
    .where((either) =>
      either
        .where({ identity_id: one, other_identity_id: other })
        .orWhere({ identity_id: other, other_identity_id: one }),
    )
    .update(word)
    .returning('id');
  return rows.map(({ id }) => id);
}
