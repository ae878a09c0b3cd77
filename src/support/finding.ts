import * as audit from '../audit/search.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';

const CODE = /^[0-9A-HJKMNP-TV-Z]{10}$/;
/** How long a name that was typed leads to whoever signed in by it. */
const DAYS = 365;

/** The code of a page as it is read over a telephone; undefined when it cannot be one. */
export function pageCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return CODE.test(code) ? code : undefined;
}

/**
 * The identity that a number, a login name or the code of a page leads to, of those that may be seen.
 * A name at a department may be several people's, at several departments: then it leads to nobody.
 */
export async function whoIs(
  base: Base,
  typed: string,
  sees: (identity_id: string) => Promise<boolean>,
): Promise<string | undefined> {
  const found =
    (await identities.findByIdentifier(base, typed)) ??
    (await credentials.ownerOf(base, typed)) ??
    (await whoMet(base, pageCode(typed)));
  const ours = found && (await identities.surviving(base, found));
  if (ours && (await sees(ours))) return ours;
  const seen = new Set<string>();
  for (const one of await atDepartments(base, typed)) {
    const identity_id = await identities.surviving(base, one);
    if (await sees(identity_id)) seen.add(identity_id);
  }
  const [only, ...others] = seen;
  return others.length === 0 ? only : undefined;
}

/** Whose account has that name as its key at a source, and who signed in at one by typing it. */
async function atDepartments(base: Base, typed: string): Promise<Set<string>> {
  const ids = (await sources.overview(base)).map(({ id }) => id);
  const owners = await identities.ownersOfAccount(base, ids, typed);
  const { events } = await audit.search(
    base,
    {
      ...{ object_id: identities.typedName(base, typed), kind: 'login.succeeded' },
      from: new Date(base.clock.now().getTime() - DAYS * 86_400_000),
    },
    { limit: 50 },
  );
  return new Set([...owners, ...events.flatMap(({ actor_id }) => actor_id ?? [])]);
}

/** Who is known of a try that ended on that page. */
async function whoMet(base: Base, code: string | undefined): Promise<string | undefined> {
  if (!code) return undefined;
  const { events } = await audit.search(base, { page: code }, { limit: 5 });
  for (const { actor_kind, actor_id, object_kind, object_id } of events) {
    if (actor_kind === 'identity' && actor_id) return actor_id;
    if (object_kind === 'identity' && object_id) return object_id;
  }
  return undefined;
}
