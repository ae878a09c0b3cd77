import type { Knex } from 'knex';
import type { Words } from '../departments/departments.ts';

/** The SQL of the questions that wait for staff, and of who was told apart. */

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

/** How it stands at an instant. */
const stateAt = (at: string) => `case when c.settled_at is not null then 'settled'
  when approval_waits(c.approval_id, ${at}) then 'waiting'
  when c.asked_until > ${at} then 'asked' else 'open' end`;

export interface Wanted {
  /** Null: of all departments. */
  department_ids: readonly string[] | null;
  state: State;
  reason?: string | undefined;
  /** Asked no later. */
  until?: Date | undefined;
  claimed_by?: string | undefined;
  newest: boolean;
  after?: { at: Date; id: string } | undefined;
}

/**
 * A page of the queue by keyset: of each source as many as the page holds, in the order of an index,
 * then the first of all. Nothing is counted.
 */
export async function list(
  db: Knex,
  wanted: Wanted & { now: Date; limit: number },
): Promise<ConflictLine[]> {
  const { department_ids, state, reason, until, claimed_by, newest, after, now, limit } = wanted;
  const order = newest ? 'desc' : 'asc';
  const { rows } = await db.raw<{ rows: ConflictLine[] }>(
    `select c.*, s.* from conflict_sources(:department_ids::uuid[]) s
     cross join lateral (
       select c.*, ${stateAt(':now::timestamptz')} as state from conflicts c
       where c.source_id = s.source_id
         and c.settled_at is ${state === 'settled' ? 'not null' : 'null'}
         and ${stateAt(':now::timestamptz')} = :state
         ${reason === undefined ? '' : 'and c.reason = :reason'}
         ${until === undefined ? '' : 'and c.created_at <= :until'}
         ${claimed_by === undefined ? '' : 'and c.claimed_by = :claimed_by and c.claimed_until > :now'}
         ${after === undefined ? '' : `and (c.created_at, c.id) ${newest ? '<' : '>'} (:after_at, :after_id)`}
       order by c.created_at ${order}, c.id ${order} limit :limit
     ) c
     order by c.created_at ${order}, c.id ${order} limit :limit`,
    {
      department_ids: department_ids === null ? null : [...department_ids],
      ...{ state, now, limit },
      ...(reason !== undefined && { reason }),
      ...(until !== undefined && { until }),
      ...(claimed_by !== undefined && { claimed_by }),
      ...(after !== undefined && { after_at: after.at, after_id: after.id }),
    } as never,
  );
  return rows;
}

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

/** How many wait for staff to look, counted up to `most`. */
export async function countOpen(
  db: Knex,
  department_ids: readonly string[] | null,
  now: Date,
  most: number,
): Promise<number> {
  const { rows } = await db.raw<{ rows: { n: string }[] }>(
    `select count(*) as n from (
       select from conflict_sources(:department_ids::uuid[]) s
       join conflicts c on c.source_id = s.source_id
       where c.settled_at is null and ${stateAt(':now::timestamptz')} = 'open' limit :most) few`,
    {
      department_ids: department_ids === null ? null : [...department_ids],
      ...{ now, most },
    } as never,
  );
  return Number(rows[0]?.n ?? 0);
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

const ordered = (pair: readonly [string, string]) => {
  const [one_id, other_id] = [...pair].sort() as [string, string];
  return { one_id, other_id };
};

export async function tellApart(
  db: Knex,
  pair: readonly [string, string],
  word: { decided_by: string; decided_at: Date },
): Promise<void> {
  await db('told_apart')
    .insert({ ...ordered(pair), ...word })
    .onConflict()
    .ignore();
}

/** Takes it back; false when they were not told apart. */
export async function tellTogether(db: Knex, [a, b]: readonly [string, string]): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    'delete from told_apart where (one_id, other_id) in (select * from told_apart_of(?::uuid, ?::uuid))',
    [a, b],
  );
  return rowCount > 0;
}

export async function areToldApart(db: Knex, [a, b]: readonly [string, string]): Promise<boolean> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    'select from told_apart_of(?::uuid, ?::uuid)',
    [a, b],
  );
  return rows.length > 0;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    told_apart: { one_id: string; other_id: string; decided_by: string; decided_at: Date };
  }
}
