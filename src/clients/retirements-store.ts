import type { Base } from '../base.ts';

export interface RetirementRow {
  client_id: string;
  decided_at: Date;
  /** When it was retired. */
  ended_at: Date | null;
  receipt_sealed: string | null;
  /** When its department said that it deleted what it was given; null: that is waited for. */
  receipt_at: Date | null;
  /** The session up to which people were told, and when everybody was who had used it by then. */
  told_to: string | null;
  told_at: Date | null;
  /** The session up to which it was taken out, and the grant up to which they were ended. */
  parted_to: string | null;
  cleared_to: string | null;
  /** Since when nothing of it is left but what the trail says. */
  cleared_at: Date | null;
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

/**
 * One of which something is still to be done, held; of several nodes each gets another. Those that had
 * ended by then come first: they hold what gives nothing any more.
 */
export const nextOpen = ({ db }: Base, ended_by: Date): Promise<RetirementRow | undefined> =>
  db<RetirementRow>('client_retirements')
    .where((open) =>
      open
        .whereNull('told_at')
        .orWhere((left) => left.whereNull('cleared_at').where('ended_at', '<=', ended_by)),
    )
    .orderByRaw('ended_at <= ? and cleared_at is null desc nulls last, client_id', [ended_by])
    .forUpdate()
    .skipLocked()
    .first();

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
