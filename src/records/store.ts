import type { Knex } from 'knex';
import type { CaseEventKind, CaseState } from './entry.ts';
import type { ConcernedColumns } from './sealed.ts';

/** The SQL of cases and of the events that made them: a batch is a handful of statements. */

export interface RecordRow extends ConcernedColumns {
  id: string;
  department_id: string;
  case_number: string;
  matter_code: string | null;
  matter_name: string | null;
  area_code: string | null;
  state: CaseState | null;
  status_sealed: string | null;
  state_at: Date | null;
  opened_at: Date | null;
  promised_at: Date | null;
  deep_link: string | null;
  decided: Decisions;
  updated_at: Date;
}

/** By which event each part was decided (fold.ts), and the marks of whom it was accepted for. */
export type Decisions = Partial<
  Record<
    | 'shown'
    | 'concerned'
    | 'matter_code'
    | 'matter_name'
    | 'area_code'
    | 'promised_at'
    | 'deep_link'
    | 'accepted_person'
    | 'accepted_organisation',
    string
  >
>;

export interface EventRow {
  id: string;
  record_id: string;
  client_id: string;
  event_id: string;
  batch_id: string;
  kind: CaseEventKind;
  at: Date;
  received_at: Date;
  data_sealed: string;
  digest: string;
}

/** The columns that events may change, with their types. */
const changing = {
  identity_id: 'uuid',
  subject_of: 'uuid',
  applicant_sealed: 'text',
  applicant_hash: 'text',
  applicant_hash_even: 'text',
  match_version: 'integer',
  match_version_even: 'integer',
  organisation_sealed: 'text',
  matter_code: 'text',
  matter_name: 'text',
  area_code: 'text',
  state: 'smallint',
  status_sealed: 'text',
  state_at: 'timestamptz',
  opened_at: 'timestamptz',
  promised_at: 'timestamptz',
  deep_link: 'text',
  decided: 'jsonb',
  updated_at: 'timestamptz',
} as const satisfies Partial<Record<keyof RecordRow, string>>;

const recordColumns = ['id', 'department_id', 'case_number', ...Object.keys(changing)];

const eventTypes = {
  id: 'uuid',
  record_id: 'uuid',
  client_id: 'text',
  event_id: 'text',
  batch_id: 'uuid',
  kind: 'text',
  at: 'timestamptz',
  received_at: 'timestamptz',
  data_sealed: 'text',
  digest: 'text',
} as const satisfies Record<keyof EventRow, string>;

const declared = (types: Record<string, string>) =>
  Object.entries(types)
    .map((column) => column.join(' '))
    .join(', ');

/**
 * Makes the rows that are not there yet and locks all, in the order of their numbers both times: two
 * batches about the same cases wait for one another and never in a ring.
 */
export async function openAndLock(
  db: Knex,
  owner: { department_id: string; client_id: string; at: Date },
  proposed: readonly { id: string; case_number: string }[],
): Promise<RecordRow[]> {
  const { department_id, client_id, at } = owner;
  await db.raw(
    `insert into records (id, department_id, case_number, client_id, created_at, updated_at)
     select id, ?, case_number, ?, ?, ?
     from jsonb_to_recordset(?::jsonb) as proposed (id uuid, case_number text)
     order by case_number
     on conflict (department_id, case_number) do nothing`,
    [department_id, client_id, at, at, JSON.stringify(proposed)],
  );
  const { rows } = await db.raw<{ rows: RecordRow[] }>(
    `select ${recordColumns.join(', ')} from records
     where department_id = ? and case_number = any(?) order by case_number for update`,
    [department_id, proposed.map(({ case_number }) => case_number)] as never,
  );
  return rows;
}

/** Of these events of a client, those that were taken before, with what they said. */
export async function known(
  db: Knex,
  client_id: string,
  event_ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.raw<{ rows: { event_id: string; digest: string }[] }>(
    'select event_id, digest from record_events where client_id = ? and event_id = any(?)',
    [client_id, [...event_ids]] as never,
  );
  return new Map(rows.map(({ event_id, digest }) => [event_id, digest]));
}

/**
 * The events of a batch, the cases as they are after them, and the trail, in one statement. Gives how
 * many events were written: one that another node has just taken for another case is not.
 */
export async function write(
  db: Knex,
  events: readonly EventRow[],
  records: readonly Pick<RecordRow, 'id' | keyof typeof changing>[],
  trail: { sql: string; bindings: readonly unknown[] },
): Promise<number> {
  const columns = Object.keys(eventTypes).join(', ');
  const { rows } = await db.raw<{ rows: { written: string }[] }>(
    `with events_written as (
       insert into record_events (${columns})
       select ${columns} from jsonb_to_recordset(?::jsonb) as event (${declared(eventTypes)})
       order by event_id
       on conflict (client_id, event_id) do nothing returning id
     ), records_changed as (
       update records r set ${Object.keys(changing)
         .map((column) => `${column} = n.${column}`)
         .join(', ')}
       from jsonb_to_recordset(?::jsonb) as n (id uuid, ${declared(changing)})
       where r.id = n.id
     ), ${trail.sql}
     select count(*) as written from events_written`,
    [JSON.stringify(events), JSON.stringify(records), ...trail.bindings] as never,
  );
  return Number(rows[0]?.written);
}

/** Rows that were made for events of which none was taken. */
export async function forget(db: Knex, ids: readonly string[]): Promise<void> {
  await db.raw('delete from records where id = any(?::uuid[])', [[...ids]] as never);
}

/** Whose cases: by account, and by number and name, as the hash of both stands in one of two columns. */
export interface Whose {
  identity_id: string;
  counter: { column: 'applicant_hash' | 'applicant_hash_even'; hashes: readonly string[] };
}

/** A place in the list; `first` lists what changed from an instant on, the oldest change first. */
export interface Range {
  forward: boolean;
  since?: Date | undefined;
  after?: { updated_at: Date; id: string } | undefined;
  limit: number;
}

/** One page, by an index each for the account and for every number. */
export async function list(db: Knex, whose: Whose, range: Range): Promise<RecordRow[]> {
  const { sql, bindings } = listStatement(whose, range);
  const { rows } = await db.raw<{ rows: RecordRow[] }>(sql, bindings as never);
  return rows;
}

export function listStatement(
  { identity_id, counter }: Whose,
  { forward, since, after, limit }: Range,
): { sql: string; bindings: unknown[] } {
  const order = forward ? 'order by updated_at, id' : 'order by updated_at desc, id desc';
  const bounds = [
    ...(since ? [{ sql: 'updated_at >= ?', bindings: [since] }] : []),
    ...(after
      ? [
          {
            sql: `(updated_at, id) ${forward ? '>' : '<'} (?, ?::uuid)`,
            bindings: [after.updated_at, after.id],
          },
        ]
      : []),
  ];
  const part = (condition: string, value: string) => ({
    sql: `(select ${recordColumns.join(', ')} from records
      where ${[condition, 'opened_at is not null', ...bounds.map((b) => b.sql)].join(' and ')}
      ${order} limit ?)`,
    bindings: [value, ...bounds.flatMap((b) => b.bindings), limit],
  });
  const parts = [
    part('identity_id = ?', identity_id),
    ...counter.hashes.map((hash) => part(`${counter.column} = ?`, hash)),
  ];
  return {
    sql: `select * from (${parts.map(({ sql }) => sql).join(' union all ')}) found ${order} limit ?`,
    bindings: [...parts.flatMap(({ bindings }) => bindings), limit],
  };
}

/** One case, if it is theirs. */
export async function read(db: Knex, whose: Whose, id: string): Promise<RecordRow | undefined> {
  const { rows } = await db.raw<{ rows: RecordRow[] }>(
    `select ${recordColumns.join(', ')} from records where id = ? and opened_at is not null
       and (identity_id = ? or ${whose.counter.column} = any(?))`,
    [id, whose.identity_id, [...whose.counter.hashes]] as never,
  );
  return rows[0];
}

/** What happened to a case, the newest first: at most `limit`. */
export async function history(
  db: Knex,
  record_id: string,
  limit: number,
): Promise<Pick<EventRow, 'id' | 'client_id' | 'event_id' | 'kind' | 'at' | 'data_sealed'>[]> {
  const { rows } = await db.raw(
    `select id, client_id, event_id, kind, at, data_sealed from record_events
     where record_id = ? order by at desc limit ?`,
    [record_id, limit],
  );
  return rows;
}
