import type { Knex } from 'knex';
import type { Lang } from '../messages/messages.ts';
import type { Part } from './rows.ts';

/** Of all sessions since then, the latest first, and of the latest one that has any. */
export async function langsOf(db: Knex, identity_id: string, since: Date): Promise<Lang[]> {
  const { rows } = await db.raw<{ rows: { lang: Lang; at: Date }[] }>(
    `select lang, max(started_at) as at from sessions where identity_id = ? and lang is not null
     group by lang order by max(started_at) desc`,
    [identity_id],
  );
  return rows.filter(({ at }, place) => place === 0 || at > since).map(({ lang }) => lang);
}

/** As the CTE `lang_chosen`: a row if the session lives and had another. */
export const choosingPart = (session_id: string, lang: Lang): Part => ({
  sql: `lang_chosen as (update sessions set lang = ? where id = ? and ended_at is null
    and kind = 'browser' and lang is distinct from ? returning id)`,
  bindings: [lang, session_id, lang],
});
