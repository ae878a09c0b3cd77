import type { Knex } from 'knex';

/** The SQL of the papers that counters print. */

export interface PaperRow {
  id: string;
  /** As it stands on the paper. */
  number: string;
  identity_id: string;
  code_hash: string;
  staff_id: string;
  department_id: string;
  reason_code: string;
  note_sealed: string;
  printed_at: Date;
  until_at: Date;
  used_at: Date | null;
  voided_at: Date | null;
  void_reason: 'replaced' | 'staff' | 'owner' | 'stopped' | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    claim_papers: PaperRow;
  }
}

export async function insert(db: Knex, row: PaperRow): Promise<void> {
  await db('claim_papers').insert(row);
}

/** A paper by its code, with who goes on for whom it was printed. */
export async function byCode(
  db: Knex,
  code_hash: string,
): Promise<(PaperRow & { now_of: string }) | undefined> {
  const { rows } = await db.raw(
    'select p.*, surviving_identity(p.identity_id) as now_of from claim_papers p where code_hash = ?',
    [code_hash],
  );
  return rows[0];
}

export function byNumber(db: Knex, number: string): Promise<PaperRow | undefined> {
  return db('claim_papers').where({ number }).first();
}

/** Takes a paper, once and for all; false when it was used, voided or has run out. */
export async function use(db: Knex, id: string, at: Date): Promise<boolean> {
  const count = await db('claim_papers')
    .where({ id, used_at: null, voided_at: null })
    .where('until_at', '>', at)
    .update({ used_at: at });
  return count === 1;
}

type Voided = { at: Date; reason: NonNullable<PaperRow['void_reason']> };

const voided = ({ at, reason }: Voided) => ({ voided_at: at, void_reason: reason });

/**
 * Voids what is open of an identity, where it was printed no earlier than `since`; gives the ids, none
 * or one. What a merge set aside goes with it, and opens nothing when the two are separated either.
 */
export async function voidOf(
  db: Knex,
  { identity_id, since }: { identity_id: string; since?: Date },
  how: Voided,
): Promise<string[]> {
  const query = db('claim_papers').where({ identity_id, used_at: null, voided_at: null });
  if (since) query.where('printed_at', '>=', since);
  const rows = await query.update(voided(how)).returning('id');
  if (rows.length > 0)
    await db('claim_papers')
      .where({ identity_id, used_at: null, void_reason: null })
      .whereNotNull('voided_at')
      .update(voided(how));
  return rows.map(({ id }) => id);
}

/** False when it was used or voided already. */
export async function voidOne(db: Knex, id: string, how: Voided): Promise<boolean> {
  const count = await db('claim_papers')
    .where({ id, used_at: null, voided_at: null })
    .update(voided(how));
  return count === 1;
}

/** What is open of an identity now. */
export function openOf(db: Knex, identity_id: string, now: Date): Promise<PaperRow | undefined> {
  return db('claim_papers')
    .where({ identity_id, used_at: null, voided_at: null })
    .where('until_at', '>', now)
    .first();
}

/** A page of what was printed, the latest first; departments null: all. */
export function list(
  db: Knex,
  wanted: {
    department_ids: readonly string[] | null;
    staff_id?: string | undefined;
    number?: string | undefined;
    after?: { at: Date; id: string } | undefined;
    limit: number;
  },
): Promise<PaperRow[]> {
  const { department_ids, staff_id, number, after, limit } = wanted;
  const query = db('claim_papers');
  if (department_ids) query.whereIn('department_id', department_ids);
  if (staff_id) query.where({ staff_id });
  if (number) query.where({ number });
  if (after) query.whereRaw('(printed_at, id) < (?, ?)', [after.at, after.id]);
  return query
    .orderBy([
      { column: 'printed_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
}

/** The counters whose paper an identity used, or can use now: printing one and voiding it gives nothing to see. */
export async function countersOf(db: Knex, identity_id: string, now: Date): Promise<string[]> {
  const rows = await db('claim_papers')
    .where({ identity_id })
    .where((good) =>
      good
        .whereNotNull('used_at')
        .orWhere((open) => open.whereNull('voided_at').where('until_at', '>', now)),
    )
    .distinct('department_id');
  return rows.map(({ department_id }) => department_id);
}

/** How many somebody of the staff has printed since. */
export async function printedSince(db: Knex, staff_id: string, since: Date): Promise<number> {
  const row = await db('claim_papers')
    .where({ staff_id })
    .where('printed_at', '>', since)
    .count({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}
