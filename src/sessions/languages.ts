import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import type { Lang } from '../messages/messages.ts';
import * as statement from './languages-statement.ts';

/** In which language the person of sessions is written to, while no page of theirs is open (ADR 0052). */

/** That of the latest sign-in; undefined for whoever was never signed in on a page. */
export const langOf = (base: Base, identity_id: string): Promise<Lang | undefined> =>
  statement.langOf(base.db, identity_id);

/**
 * Its person chose a language by hand while signed in: it is that of all their living sessions, in one
 * statement with its event. Nothing is written where it is theirs already.
 */
export async function chooseLang(
  base: Base,
  { identity_id, session_id, lang }: { identity_id: string; session_id: string; lang: Lang },
): Promise<void> {
  const chosen = statement.choosingPart(identity_id, lang);
  const event = audit.statement(
    base,
    {
      kind: 'session.lang_chosen',
      actor: { kind: 'identity', id: identity_id },
      object: { kind: 'identity', id: identity_id },
      session_id,
      outcome: 'ok',
      detail: { lang },
    },
    'exists (select from lang_chosen)',
  );
  await base.db.raw(`with ${chosen.sql}, ${event.sql} select`, [
    ...chosen.bindings,
    ...event.bindings,
  ] as never);
}
