import type { Knex } from 'knex';
import type { Lang } from '../messages/messages.ts';
import type { Part } from './rows.ts';

/** Of the latest session whose language is known, living or ended. */
export async function langOf(db: Knex, identity_id: string): Promise<Lang | undefined> {
  const row = await db('sessions')
    .where({ identity_id })
    .whereNotNull('lang')
    .orderBy('started_at', 'desc')
    .first('lang');
  return row?.lang ?? undefined;
}

/** As the CTE `lang_chosen`: a row for each living session that had another. */
export const choosingPart = (identity_id: string, lang: Lang): Part => ({
  sql: `lang_chosen as (update sessions set lang = ? where identity_id = ? and ended_at is null
    and kind = 'browser' and lang is distinct from ? returning id)`,
  bindings: [lang, identity_id, lang],
});
