import type { Knex } from 'knex';

/** Those of some people who have not read yet that a service ends. */
export async function untoldOf(
  db: Knex,
  client_id: string,
  identity_ids: readonly string[],
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `select i.id from identities i
     where i.id = any(?::uuid[]) and i.state <> 'absorbed'
       and not exists (select from interventions told where told.client_id = ?
         and told.identity_id = i.id and told.kind = 'service_ends')
     order by i.id`,
    [[...identity_ids], client_id],
  );
  return rows.map(({ id }) => id);
}
