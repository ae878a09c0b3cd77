import type { Base } from '../base.ts';
import type { Claim } from './registration.ts';

interface ClaimRow extends Omit<Claim, 'optional' | 'kept_months'> {
  client_id: string;
  optional: boolean;
  kept_months: number | null;
}

const claimOf = ({ client_id: _, optional, kept_months, ...row }: ClaimRow): Claim => ({
  ...row,
  ...(optional && { optional }),
  ...(kept_months !== null && { kept_months }),
});

export async function of({ db }: Base, client_id: string): Promise<Claim[]> {
  const rows = await db<ClaimRow>('client_claims').where({ client_id }).orderBy('scope');
  return rows.map((row) => claimOf(row as ClaimRow));
}

/** Of every client, by its id. */
export async function all({ db }: Base): Promise<Map<string, Claim[]>> {
  const rows = await db<ClaimRow>('client_claims').orderBy(['client_id', 'scope']);
  const byClient = new Map<string, Claim[]>();
  for (const row of rows as ClaimRow[])
    byClient.set(row.client_id, [...(byClient.get(row.client_id) ?? []), claimOf(row)]);
  return byClient;
}

export async function replace(
  { db }: Base,
  client_id: string,
  claims: readonly Claim[],
): Promise<void> {
  await db('client_claims').where({ client_id }).delete();
  if (claims.length === 0) return;
  await db('client_claims').insert(
    claims.map(({ scope, basis, optional = false, law, purpose, kept_months = null }) => ({
      ...{ client_id, scope, basis, optional, law, kept_months },
      purpose: JSON.stringify(purpose),
    })),
  );
}
