import type { Base } from '../base.ts';

export interface ConsentRow {
  id: string;
  identity_id: string;
  client_id: string;
  scopes: string;
  refused: string;
  scopes_version: number;
  given_at: Date;
  expires_at: Date;
  replaced_at: Date | null;
  withdrawn_at: Date | null;
}

const stands = { replaced_at: null, withdrawn_at: null };

/** What one person says to one client is said in an order: two tabs, a yes beside a withdrawal. */
export async function lock({ db }: Base, identity_id: string, client_id: string): Promise<void> {
  await db.raw('select pg_advisory_xact_lock(hashtextextended(?, 46))', [
    `consent ${identity_id} ${client_id}`,
  ]);
}

export const current = (
  { db }: Base,
  identity_id: string,
  client_id: string,
): Promise<ConsentRow | undefined> =>
  db<ConsentRow>('consents')
    .where({ identity_id, client_id, ...stands })
    .first();

export async function currentOf(
  { db }: Base,
  identity_id: string,
  client_ids: readonly string[],
): Promise<ConsentRow[]> {
  return db<ConsentRow>('consents')
    .where({ identity_id, ...stands })
    .whereIn('client_id', [...client_ids]);
}

/** The one that stood, if any, is followed by this one. */
export async function replace(
  { db }: Base,
  row: Omit<ConsentRow, 'replaced_at' | 'withdrawn_at'>,
): Promise<void> {
  const { identity_id, client_id, given_at } = row;
  await db<ConsentRow>('consents')
    .where({ identity_id, client_id, ...stands })
    .update({ replaced_at: given_at });
  await db<ConsentRow>('consents').insert(row);
}

/** Those that were followed too: one that a merge set aside does not come back after it. */
export async function withdraw(
  { db, clock }: Base,
  identity_id: string,
  client_id: string,
): Promise<void> {
  await db<ConsentRow>('consents')
    .where({ identity_id, client_id, withdrawn_at: null })
    .update({ withdrawn_at: clock.now() });
}
