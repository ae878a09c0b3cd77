import type { Knex } from 'knex';
import type { CaseEventKind, CaseState } from './entry.ts';

/** The index of cases as staff see it: whose it is, is not among these columns. */

export interface IndexRow {
  id: string;
  department_id: string;
  client_id: string;
  case_number: string;
  matter_code: string | null;
  matter_name: string | null;
  area_code: string | null;
  state: CaseState | null;
  state_at: Date | null;
  opened_at: Date | null;
  promised_at: Date | null;
  created_at: Date;
  updated_at: Date;
  at_counter: boolean;
}

const columns = `r.id, r.department_id, r.client_id, r.case_number, r.matter_code, r.matter_name,
  r.area_code, r.state, r.state_at, r.opened_at, r.promised_at, r.created_at, r.updated_at,
  r.applicant_sealed is not null as at_counter`;

export interface Looked {
  department_ids: readonly string[];
  case_number?: string | undefined;
  after?: { updated_at: Date; id: string } | undefined;
  limit: number;
}

/** A page of each department by its index, and of those the newest: no table is sorted. */
export function indexStatement({ department_ids, case_number, after, limit }: Looked): {
  sql: string;
  bindings: Record<string, unknown>;
} {
  return {
    sql: `select r.* from unnest(:department_ids::uuid[]) as place (id) cross join lateral (
        select ${columns} from records r
        where r.department_id = place.id
          ${case_number === undefined ? '' : 'and r.case_number = :case_number'}
          ${after === undefined ? '' : 'and (r.updated_at, r.id) < (:updated_at, :id::uuid)'}
        order by r.updated_at desc, r.id desc limit :limit
      ) r order by r.updated_at desc, r.id desc limit :limit`,
    bindings: {
      department_ids,
      limit,
      ...(case_number !== undefined && { case_number }),
      ...after,
    },
  };
}

export async function index(db: Knex, looked: Looked): Promise<IndexRow[]> {
  const { sql, bindings } = indexStatement(looked);
  const { rows } = await db.raw(sql, bindings as never);
  return rows;
}

export async function one(db: Knex, id: string): Promise<IndexRow | undefined> {
  const { rows } = await db.raw(`select ${columns} from records r where r.id = ?`, [id]);
  return rows[0];
}

export interface EventSeen {
  kind: CaseEventKind;
  at: Date;
  received_at: Date;
  client_id: string;
}

export async function events(db: Knex, id: string, limit: number): Promise<EventSeen[]> {
  const { rows } = await db.raw(
    `select kind, at, received_at, client_id from record_events
     where record_id = ? order by at desc, id desc limit ?`,
    [id, limit],
  );
  return rows;
}

export async function anyOpen(db: Knex, department_id: string): Promise<boolean> {
  const { rows } = await db.raw(
    'select 1 from records where department_id = ? and state < 3 limit 1',
    [department_id],
  );
  return rows.length > 0;
}
