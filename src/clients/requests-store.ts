import type { Base } from '../base.ts';

export interface RequestRow {
  /** bigint: as text. */
  id: string;
  client_id: string;
  at: Date;
  endpoint: string;
  outcome: 'ok' | 'refused' | 'failed';
  status: number;
  proved: boolean;
  error: string | null;
  reason: string | null;
  code: string | null;
  description: string | null;
  request_id: string | null;
}

export async function insert({ db }: Base, rows: readonly Omit<RequestRow, 'id'>[]): Promise<void> {
  await db.raw(
    `insert into client_requests
       (client_id, at, endpoint, outcome, status, proved, error, reason, code, description, request_id)
     select client_id, at, endpoint, outcome, status, proved, error, reason, code, description, request_id
     from jsonb_to_recordset(?::jsonb) as r (client_id text, at timestamptz,
       endpoint text, outcome text, status smallint, proved boolean, error text, reason text,
       code text, description text, request_id text, place bigint)
     order by place`,
    [JSON.stringify(rows.map((row, place) => ({ ...row, place })))],
  );
}

/** The newest first. */
export function ofClient(
  { db }: Base,
  client_id: string,
  page: { limit: number; after?: string | undefined },
): Promise<RequestRow[]> {
  const query = db<RequestRow>('client_requests').where({ client_id });
  if (page.after !== undefined) query.where('id', '<', page.after);
  return query.orderBy('id', 'desc').limit(page.limit) as unknown as Promise<RequestRow[]>;
}

export async function removeBefore({ db }: Base, at: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `delete from client_requests where id in
       (select id from client_requests where at < ? order by at limit ? for update skip locked)`,
    [at, limit],
  );
  return rowCount;
}
