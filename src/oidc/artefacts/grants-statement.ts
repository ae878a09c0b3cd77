import type { Base } from '../../base.ts';

/** The grants that a client holds of one person, in whatever session. */
export async function grantsOf(
  { db }: Base,
  { identity_id, client_id }: { identity_id: string; client_id: string },
): Promise<string[]> {
  const rows = await db('grants').where({ account_id: identity_id, client_id }).select('id');
  return rows.map(({ id }) => id);
}

/** All of a client, by its key from after one of them: an ordered walk, which no index of its own has to serve. */
export async function grantsOfClient(
  { db }: Base,
  { client_id, after, limit }: { client_id: string; after: string | undefined; limit: number },
): Promise<string[]> {
  const query = db('grants').where({ client_id }).orderBy('id').limit(limit).select('id');
  if (after !== undefined) query.where('id', '>', after);
  return (await query).map(({ id }: { id: string }) => id);
}
