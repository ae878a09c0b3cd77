import type { Base } from '../../base.ts';

/** The SQL of which identities are a sandbox's made-up citizens. */

/** Until the caller's transaction ends nobody else notes any. */
export async function lock({ db }: Base): Promise<void> {
  await db.raw('lock table sandbox_citizens in share row exclusive mode');
}

export async function made({ db }: Base, code: string): Promise<boolean> {
  return (await db('sandbox_citizens').where({ code }).first('code')) !== undefined;
}

/** Noted once; another node may have been first. */
export async function insert(
  { db, clock }: Base,
  row: { code: string; identity_id: string },
): Promise<void> {
  await db('sandbox_citizens')
    .insert({ ...row, made_at: clock.now() })
    .onConflict('code')
    .ignore();
}

export async function isCitizen({ db }: Base, identity_id: string): Promise<boolean> {
  return (await db('sandbox_citizens').where({ identity_id }).first('code')) !== undefined;
}
