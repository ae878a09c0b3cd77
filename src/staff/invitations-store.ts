import type { Knex } from 'knex';

/** The SQL of one-time links. */

export interface InvitationRow {
  id: string;
  staff_id: string;
  purpose: 'join' | 'factor' | 'password';
  token_hash: string;
  made_by: string | null;
  made_at: Date;
  expires_at: Date;
  used_at: Date | null;
  replaced_at: Date | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    staff_invitations: InvitationRow;
  }
}

/** A link in the place of one that is still open. */
export async function replace(db: Knex, row: InvitationRow): Promise<void> {
  await close(db, row.staff_id, row.made_at);
  await db('staff_invitations').insert(row);
}

/** No link of this person's is good any more. */
export async function close(db: Knex, staff_id: string, at: Date): Promise<void> {
  await db('staff_invitations')
    .where({ staff_id })
    .whereNull('used_at')
    .whereNull('replaced_at')
    .update({ replaced_at: at });
}

const good = (db: Knex, now: Date) =>
  db('staff_invitations')
    .whereNull('used_at')
    .whereNull('replaced_at')
    .where('expires_at', '>', now);

export const byToken = (
  db: Knex,
  token_hash: string,
  now: Date,
): Promise<InvitationRow | undefined> => good(db, now).where({ token_hash }).first();

export const open = (db: Knex, staff_id: string, now: Date): Promise<InvitationRow | undefined> =>
  good(db, now).where({ staff_id }).first();

/** Uses a link up; false for whoever comes second, or too late. */
export async function use(db: Knex, id: string, now: Date): Promise<boolean> {
  return (await good(db, now).where({ id }).update({ used_at: now })) === 1;
}

/** Whether somebody has finished what a link to join began. */
export async function everJoined(db: Knex, staff_id: string): Promise<boolean> {
  const used = await db('staff_invitations')
    .where({ staff_id, purpose: 'join' })
    .whereNotNull('used_at')
    .first('id');
  return used !== undefined;
}
