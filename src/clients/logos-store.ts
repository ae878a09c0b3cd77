import type { Base } from '../base.ts';

/** Keeps a picture; one that is there already is the same. */
export async function keep(
  { db, clock }: Base,
  row: { client_id: string; digest: string; png: Buffer },
): Promise<void> {
  await db('client_logos')
    .insert({ ...row, added_at: clock.now() })
    .onConflict(['client_id', 'digest'])
    .ignore();
}

/** Takes away what is neither of these. */
export async function prune(
  { db }: Base,
  client_id: string,
  kept: readonly string[],
): Promise<void> {
  await db('client_logos')
    .where({ client_id })
    .whereNotIn('digest', [...kept])
    .delete();
}

export async function byDigest({ db }: Base, digest: string): Promise<Buffer | undefined> {
  return (await db('client_logos').where({ digest }).first('png'))?.png;
}

export async function has({ db }: Base, client_id: string, digest: string): Promise<boolean> {
  return (await db('client_logos').where({ client_id, digest }).first('digest')) !== undefined;
}
