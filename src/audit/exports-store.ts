import type { Knex } from 'knex';
import type { RefusalCode } from '../errors.ts';

/** An export that was asked for and decided on; its file stands in chunks, so that any node has it. */
export interface ExportRow {
  id: string;
  asked_by: string;
  asked_at: Date;
  filters: Record<string, string>;
  state: 'waiting' | 'ready' | 'failed';
  code: RefusalCode | null;
  events: string | null;
  bytes: string | null;
  digest: string | null;
  ready_at: Date | null;
  ends_at: Date;
}

const table = 'audit_exports';
const chunks = 'audit_export_chunks';

export async function addExport(
  db: Knex,
  row: Pick<ExportRow, 'id' | 'asked_by' | 'asked_at' | 'filters' | 'ends_at'>,
): Promise<void> {
  await db(table)
    .insert({ ...row, filters: JSON.stringify(row.filters), state: 'waiting' })
    .onConflict('id')
    .ignore();
}

/** Held to the end of the transaction; undefined when none waits, or another node is at it. */
export async function holdWaiting(db: Knex, id: string): Promise<ExportRow | undefined> {
  return db(table).where({ id, state: 'waiting' }).forUpdate().skipLocked().first();
}

export async function changeExport(db: Knex, id: string, change: Partial<ExportRow>) {
  await db(table).where({ id }).update(change);
}

export const exportById = (db: Knex, id: string): Promise<ExportRow | undefined> =>
  db(table).where({ id }).first();

/** Somebody's, the newest first; none whose day is over. They last a day: there are few. */
export const newestExports = (
  db: Knex,
  { asked_by, now }: { asked_by: string; now: Date },
  limit: number,
): Promise<ExportRow[]> =>
  db(table).where({ asked_by }).where('ends_at', '>', now).orderBy('id', 'desc').limit(limit);

export async function addChunk(db: Knex, export_id: string, position: number, bytes: Buffer) {
  await db(chunks).insert({ export_id, position, bytes });
}

export async function chunkAt(db: Knex, export_id: string, position: number) {
  const row = await db(chunks).where({ export_id, position }).first('bytes');
  return row?.bytes as Buffer | undefined;
}

export async function removeChunks(db: Knex, export_id: string): Promise<void> {
  await db(chunks).where({ export_id }).delete();
}

/** Removes exports that ended, with their files; gives how many. One that still waits is owed: it stays. */
export async function removeEnded(db: Knex, now: Date, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `delete from audit_exports where id in (
       select id from audit_exports where ends_at <= ? and state <> 'waiting'
       order by ends_at limit ? for update skip locked)`,
    [now, limit],
  );
  return rowCount;
}
