import type { Base } from '../base.ts';

/** What of a source is changed together. */
export const parts = ['settings', 'mapping', 'details'] as const;
export type Part = (typeof parts)[number];

/** What somebody writes about a source, until it is applied or given up. */
export interface SourceEdit {
  id: string;
  staff_id: string;
  source_id: string | null;
  part: Part;
  /** The version that a change was asked on; null: a form that is still being written. */
  was: string | null;
  fields: string[];
  body_sealed: string | null;
  created_at: Date;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    source_edits: SourceEdit;
  }
}

export async function insert(base: Base, edit: SourceEdit): Promise<void> {
  await base.db('source_edits').insert(edit);
}

export const byId = (base: Base, id: string): Promise<SourceEdit | undefined> =>
  base.db('source_edits').where({ id }).first();

export const lock = (base: Base, id: string): Promise<SourceEdit | undefined> =>
  base.db('source_edits').where({ id }).forUpdate().first();

export async function empty(base: Base, id: string): Promise<void> {
  await base.db('source_edits').where({ id }).update({ body_sealed: null });
}

/** Forms are thrown away, changes that were asked for only lose what they hold. */
export async function removeOld(
  base: Base,
  { forms, asked, limit }: { forms: Date; asked: Date; limit: number },
): Promise<number> {
  const old = (at: Date, wanted: boolean) =>
    base
      .db('source_edits')
      .whereNotNull('body_sealed')
      .where('created_at', '<=', at)
      .modify((query) => (wanted ? query.whereNotNull('was') : query.whereNull('was')))
      .orderBy('created_at')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .select('id');
  const gone = await base.db('source_edits').whereIn('id', old(forms, false)).delete();
  const emptied = await base
    .db('source_edits')
    .whereIn('id', old(asked, true))
    .update({ body_sealed: null });
  return gone + emptied;
}
