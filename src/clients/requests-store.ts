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
  named: string[];
  in_run: boolean;
  switched: string[];
}

export async function insert({ db }: Base, rows: readonly Omit<RequestRow, 'id'>[]): Promise<void> {
  await db.raw(
    `insert into client_requests
       (client_id, at, endpoint, outcome, status, proved, error, reason, code, description, request_id,
        named, in_run, switched)
     select client_id, at, endpoint, outcome, status, proved, error, reason, code, description,
       request_id, named, in_run, switched
     from jsonb_to_recordset(?::jsonb) as r (client_id text, at timestamptz,
       endpoint text, outcome text, status smallint, proved boolean, error text, reason text,
       code text, description text, request_id text, named text[], in_run boolean,
       switched text[], place bigint)
     order by place`,
    [JSON.stringify(rows.map((row, place) => ({ ...row, place })))],
  );
}

/** By what the log is searched; all of it where nothing is given. */
export interface Wanted {
  outcome?: RequestRow['outcome'] | undefined;
  endpoint?: string | undefined;
  /** Of a refusal: a code of ours, or OAuth's error. */
  code?: string | undefined;
}

/** The newest first. */
export function ofClient(
  { db }: Base,
  client_id: string,
  page: Wanted & { limit: number; after?: string | undefined },
): Promise<RequestRow[]> {
  const { outcome, endpoint, code } = page;
  const query = db<RequestRow>('client_requests').where({ client_id });
  if (endpoint !== undefined) query.where({ endpoint });
  if (outcome !== undefined) query.where({ outcome });
  // Said of both, so that the index of refusals serves.
  if (code !== undefined || (outcome !== undefined && outcome !== 'ok'))
    query.whereRaw("outcome <> 'ok'");
  if (code !== undefined) query.where((either) => either.where({ code }).orWhere({ error: code }));
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
