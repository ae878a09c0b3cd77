import type { Knex } from 'knex';

/** The SQL of whose drafts are in the sandbox, which no department has. */

interface DraftRow {
  client_id: string;
  developer_id: string;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    developer_drafts: DraftRow;
  }
}

export async function insert(db: Knex, row: DraftRow): Promise<void> {
  await db('developer_drafts').insert(row);
}

export async function draftsOf(db: Knex, developer_id: string): Promise<string[]> {
  const rows = await db('developer_drafts')
    .where({ developer_id })
    .orderBy('client_id')
    .select('client_id');
  return rows.map(({ client_id }) => client_id);
}
