import type { Base } from '../base.ts';
import type { Said } from './proposal.ts';

/** What was asked for a client: the registration that was submitted, or a change of one that is live. */
export interface ChangeRow {
  id: string;
  client_id: string;
  first: boolean;
  body: Said;
  was: Said;
  acceptance: Record<string, unknown> | null;
  asked_by_kind: string;
  asked_by: string | null;
  asked_at: Date;
  state: 'asked' | 'granted' | 'refused' | 'withdrawn';
  decided_at: Date | null;
  answer_sealed: string | null;
}

export async function insert({ db }: Base, row: ChangeRow): Promise<void> {
  await db('client_changes').insert({
    ...row,
    body: JSON.stringify(row.body),
    was: JSON.stringify(row.was),
    acceptance: row.acceptance && JSON.stringify(row.acceptance),
  });
}

/** What waits for a decision; one of a client at a time. */
export const open = ({ db }: Base, client_id: string): Promise<ChangeRow | undefined> =>
  db<ChangeRow>('client_changes').where({ client_id, state: 'asked' }).first();

export const byId = ({ db }: Base, id: string): Promise<ChangeRow | undefined> =>
  db<ChangeRow>('client_changes').where({ id }).first();

export async function decide(
  { db, clock }: Base,
  id: string,
  to: Pick<ChangeRow, 'state' | 'answer_sealed'>,
): Promise<void> {
  await db<ChangeRow>('client_changes')
    .where({ id })
    .update({ ...to, decided_at: clock.now() });
}

/** The youngest first. */
export const ofClient = ({ db }: Base, client_id: string, limit: number): Promise<ChangeRow[]> =>
  db<ChangeRow>('client_changes')
    .where({ client_id })
    .orderBy('id', 'desc')
    .limit(limit) as unknown as Promise<ChangeRow[]>;
