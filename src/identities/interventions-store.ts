import type { Knex } from 'knex';
import type { Kind, ReasonCode } from './interventions-rules.ts';

/** The SQL of interventions. */

export interface InterventionRow {
  id: string;
  identity_id: string;
  kind: Kind;
  staff_id: string | null;
  department_id: string | null;
  approval_id: string | null;
  reason_code: ReasonCode;
  /** Of what the person did to a way in. */
  source_id: string | null;
  /** Of a service that ends. */
  client_id: string | null;
  note_sealed: string | null;
  at: Date;
  until_at: Date | null;
  lifted_at: Date | null;
  lifted_by: string | null;
  seen_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    interventions: InterventionRow;
  }
}

export async function insert(db: Knex, row: InterventionRow): Promise<void> {
  await db('interventions').insert(row);
}

/** Whether something was stopped after `at`, and whether the person has blocked the source. One query. */
export async function sinceProved(
  db: Knex,
  { identity_id, at, source_id }: { identity_id: string; at: Date; source_id?: string | undefined },
): Promise<{ stopped: boolean; blocked: boolean }> {
  const { rows } = await db.raw<{ rows: { stopped: boolean; blocked: boolean }[] }>(
    `select source_blocked(:identity_id, :source_id) as blocked,
       exists (select from interventions where identity_id = :identity_id and at > :at
         and kind in ('suspended', 'closed', 'password_required', 'evidence_required')) as stopped`,
    { identity_id, at, source_id: source_id ?? null } as never,
  );
  return rows[0] ?? { stopped: true, blocked: true };
}

/** Whether something was stopped after `at`. */
export async function stoppedSince(db: Knex, identity_id: string, at: Date): Promise<boolean> {
  const row = await db('interventions')
    .where({ identity_id })
    .where('at', '>', at)
    .whereIn('kind', ['suspended', 'closed', 'password_required', 'evidence_required'])
    .first('id');
  return row !== undefined;
}

/** Those that still ask something of the person, or keep them out. */
export function standing(db: Knex, identity_id: string): Promise<InterventionRow[]> {
  return db('interventions')
    .where({ identity_id })
    .whereNull('lifted_at')
    .whereIn('kind', ['suspended', 'closed', 'password_required', 'evidence_required']);
}

/** Ends what stands of these kinds; gives what it was. */
export function lift(
  db: Knex,
  identity_id: string,
  kinds: readonly Kind[],
  { at, by }: { at: Date; by: string | null },
): Promise<InterventionRow[]> {
  return db('interventions')
    .where({ identity_id })
    .whereIn('kind', kinds)
    .whereNull('lifted_at')
    .update({ lifted_at: at, lifted_by: by })
    .returning('*');
}

/** The latest first; `before` is the last one of the page before. */
export function list(
  db: Knex,
  identity_id: string,
  page: { before?: { at: Date; id: string } | undefined; limit: number },
): Promise<InterventionRow[]> {
  const query = db('interventions').where({ identity_id });
  if (page.before) query.whereRaw('(at, id) < (?, ?)', [page.before.at, page.before.id]);
  return query
    .orderBy([
      { column: 'at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(page.limit);
}

/** What the person was not shown yet, and what is asked of them still; the latest first. */
export function news(db: Knex, identity_id: string): Promise<InterventionRow[]> {
  return db('interventions')
    .where({ identity_id })
    .where((either) => {
      either.whereNull('seen_at').orWhere((asked) => {
        asked.whereNull('lifted_at').whereIn('kind', ['password_required', 'evidence_required']);
      });
    })
    .orderBy('at', 'desc')
    .limit(20);
}

/** How much of it had not been seen. */
export async function markSeen(db: Knex, identity_id: string, at: Date): Promise<number> {
  return db('interventions').where({ identity_id }).whereNull('seen_at').update({ seen_at: at });
}
