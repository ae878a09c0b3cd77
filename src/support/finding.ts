import * as audit from '../audit/search.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import * as identities from '../identities/identities.ts';

const CODE = /^[0-9A-HJKMNP-TV-Z]{10}$/;

/** The code of a page as it is read over a telephone; undefined when it cannot be one. */
export function pageCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return CODE.test(code) ? code : undefined;
}

/** The identity that a number, a login name or the code of a page leads to. */
export async function whoIs(base: Base, typed: string): Promise<string | undefined> {
  const found =
    (await identities.findByIdentifier(base, typed)) ??
    (await credentials.ownerOf(base, typed)) ??
    (await whoMet(base, pageCode(typed)));
  return found && identities.surviving(base, found);
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
