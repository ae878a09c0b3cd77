import type { Base } from '../../base.ts';
import type { Policy } from './policy.ts';

export interface InitialTokenRow {
  id: string;
  department_id: string;
  policy: Policy;
  most_uses: number;
  uses: number;
  approval_id: string;
  granted_at: Date;
  expires_at: Date;
  secret_hash: string | null;
  taken_at: Date | null;
  taken_by: string | null;
  revoked_at: Date | null;
  revoked_by: string | null;
}

export async function insert({ db }: Base, row: InitialTokenRow): Promise<void> {
  await db('initial_tokens').insert({ ...row, policy: JSON.stringify(row.policy) });
}

export const byId = ({ db }: Base, id: string): Promise<InitialTokenRow | undefined> =>
  db<InitialTokenRow>('initial_tokens').where({ id }).first();

export const byHash = ({ db }: Base, secret_hash: string): Promise<InitialTokenRow | undefined> =>
  db<InitialTokenRow>('initial_tokens').where({ secret_hash }).first();

/** Gives it its secret; false when it has one, or is over. */
export async function take(
  { db, clock }: Base,
  id: string,
  { secret_hash, by }: { secret_hash: string; by: string },
): Promise<boolean> {
  const now = clock.now();
  const taken = await db<InitialTokenRow>('initial_tokens')
    .where({ id })
    .whereNull('secret_hash')
    .whereNull('revoked_at')
    .where('expires_at', '>', now)
    .update({ secret_hash, taken_at: now, taken_by: by })
    .returning('id');
  return taken.length > 0;
}

/** Counts one use; false when none is left, or it is over by now. Of two at once for the last, one gets it. */
export async function use({ db, clock }: Base, id: string): Promise<boolean> {
  const used = await db('initial_tokens')
    .where({ id })
    .whereNull('revoked_at')
    .where('expires_at', '>', clock.now())
    .whereRaw('uses < most_uses')
    .update({ uses: db.raw('uses + 1') })
    .returning('id');
  return used.length > 0;
}

export async function revoke({ db, clock }: Base, id: string, by: string): Promise<boolean> {
  const revoked = await db<InitialTokenRow>('initial_tokens')
    .where({ id })
    .whereNull('revoked_at')
    .update({ revoked_at: clock.now(), revoked_by: by })
    .returning('id');
  return revoked.length > 0;
}

/** The youngest first, from after one of them. */
export function listed(
  { db }: Base,
  department_ids: readonly string[] | 'all',
  page: { limit: number; after?: string | undefined },
): Promise<InitialTokenRow[]> {
  const query = db<InitialTokenRow>('initial_tokens').orderBy('id', 'desc').limit(page.limit);
  if (department_ids !== 'all') query.whereIn('department_id', [...department_ids]);
  if (page.after) query.where('id', '<', page.after);
  return query as unknown as Promise<InitialTokenRow[]>;
}
