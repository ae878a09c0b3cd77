import type { Base } from '../base.ts';
import { identityBehind, subjectIn } from '../crypto/subject.ts';
import * as store from './store.ts';
import * as aliasStore from './subject-aliases-store.ts';

/**
 * By which subject a sector knows somebody (DESIGN 1.1). Mostly that follows from the identity alone
 * and asks nothing of the database. After a merge a sector that knew only the absorbed identity goes
 * on seeing the subject it knew: an alias says so, for identities that have one.
 */
export type Aliases = Readonly<Record<string, string>>;

/** The subject, where the aliases of the identity are known already: sector to identity, or nothing. */
export const subjectBy = (
  base: Pick<Base, 'ring'>,
  sector: string,
  identity_id: string,
  aliases: Aliases | null | undefined,
): string => subjectIn(base.ring, sector, aliases?.[sector] ?? identity_id);

/** The same looked up, and as whom the sector sees the person today, where that is another subject. */
export async function subjectFor(
  base: Base,
  sector: string,
  identity_id: string,
): Promise<{ subject: string; now?: string }> {
  const { subject_of, now_subject_of } = await aliasStore.known(base.db, identity_id, sector);
  const subject = subjectIn(base.ring, sector, subject_of);
  return subject_of === now_subject_of
    ? { subject }
    : { subject, now: subjectIn(base.ring, sector, now_subject_of) };
}

/** The identity that a subject was made of; undefined when nobody was ever given it. No look-up. */
export function namedBy(
  base: Pick<Base, 'ring'>,
  sector: string,
  subject: string,
): string | undefined {
  const identity_id = identityBehind(base.ring, sector, subject);
  // Other texts decode to the same block; only one of them was ever given out.
  return identity_id && subjectIn(base.ring, sector, identity_id) === subject
    ? identity_id
    : undefined;
}

/** The identity that stands behind a subject today: of an absorbed one, the survivor. */
export async function behind(
  base: Base,
  sector: string,
  subject: string,
): Promise<string | undefined> {
  const named = namedBy(base, sector, subject);
  return named && store.surviving(base.db, named);
}
