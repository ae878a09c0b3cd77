import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import type { Lang } from '../messages/messages.ts';
import * as statement from './languages-statement.ts';

/** In which language the person of sessions is written to, while no page of theirs is open (ADR 0052). */

const YEAR_MS = 365 * 86_400_000;

/**
 * All in which they were here within a year, that of the latest sign-in first: the latest may be a
 * thief's, and the others are the owner's. Empty for whoever was never signed in on a page.
 */
export const langsOf = ({ db, clock }: Base, identity_id: string): Promise<Lang[]> =>
  statement.langsOf(db, identity_id, new Date(clock.now().getTime() - YEAR_MS));

/**
 * Somebody chose a language by hand while signed in: it is that of this session, and of no other, which
 * may be somebody else's; in one statement with its event. Nothing is written where it is so already.
 */
export async function chooseLang(
  base: Base,
  { identity_id, session_id, lang }: { identity_id: string; session_id: string; lang: Lang },
): Promise<void> {
  const chosen = statement.choosingPart(session_id, lang);
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
