import type { Knex } from 'knex';

/** A session, and the live ones that its person began in the same browser. */
export async function besideOf(db: Knex, id: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `select o.id from sessions s join sessions o on o.identity_id = s.identity_id
       and (o.id = s.id or (o.browser = s.browser and o.ended_at is null)) where s.id = ?`,
    [id],
  );
  return rows.map((row) => row.id);
}
