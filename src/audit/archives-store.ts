import type { Knex } from 'knex';

/** A month that was written to a file. `mac` covers all of it. */
export interface ArchiveRow {
  from_at: Date;
  until_at: Date;
  file: string;
  events: string;
  first_seal: string;
  last_seal: string;
  digest: Buffer;
  signature: Buffer;
  /** Where its events stand: in the database too, in the file alone, or in the database again. */
  state: 'exported' | 'dropped' | 'imported';
  changed_at: Date;
  mac: Buffer;
}

const table = 'audit_archives';

/** The oldest first. There is one a month: some hundred in all the years. */
export const archives = (db: Knex): Promise<ArchiveRow[]> => db(table).orderBy('from_at');

export async function writeArchiveRow(db: Knex, row: ArchiveRow): Promise<void> {
  await db(table).insert(row).onConflict('from_at').merge();
}
