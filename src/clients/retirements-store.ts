import type { Base } from '../base.ts';

export interface RetirementRow {
  client_id: string;
  decided_at: Date;
  /** When it was retired. */
  ended_at: Date | null;
  receipt_sealed: string | null;
  /** When its department said that it deleted what it was given; null: that is waited for. */
  receipt_at: Date | null;
}

export async function insert(
  { db }: Base,
  row: Pick<RetirementRow, 'client_id' | 'decided_at'>,
): Promise<void> {
  await db('client_retirements').insert(row);
}

export async function change(
  { db }: Base,
  client_id: string,
  to: Partial<RetirementRow>,
): Promise<void> {
  await db('client_retirements').where({ client_id }).update(to);
}

export const byClient = ({ db }: Base, client_id: string): Promise<RetirementRow | undefined> =>
  db<RetirementRow>('client_retirements').where({ client_id }).first();

/** When the departments of these clients said that they deleted what they were given. */
export async function receipts(
  { db }: Base,
  client_ids: readonly string[],
): Promise<Map<string, Date | null>> {
  const rows = await db<RetirementRow>('client_retirements')
    .whereIn('client_id', [...client_ids])
    .select('client_id', 'receipt_at');
  return new Map(rows.map(({ client_id, receipt_at }) => [client_id, receipt_at]));
}
