import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { routes } from '../../config/oidc.ts';
import type { Base } from '../base.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { formText } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import type { ArtefactStore } from './artefacts/contract.ts';
import { passing } from './artefacts/passing.ts';

/** As long as the page that asks whether to sign out can be loaded again. */
const SECONDS = 10 * 60;
/** No more than an address could carry: whoever needs more pushes the request. */
const MOST_BYTES = 16 * 1024;

const mayBePosted: ReadonlySet<string> = new Set([routes.authorization, routes.end_session]);
const keyOf = (name: string) => `posted ${name}`;
const placeOf = (row: string) => ({ table: 'visits', column: 'posted', row });

/**
 * Requests that a client has its page post: an authorisation (OpenID Connect Core §3.1.2.1), a sign-out
 * (RP-Initiated Logout 1.0 §2). Our cookies are SameSite=Lax, so the post comes without them. It is kept
 * sealed, and the browser sent to the same address by GET with a name that says nothing: there its
 * cookies come along, the engine reads what was posted, and nothing of it stands in an address.
 */
export function postedRequests(base: Base, store: ArtefactStore) {
  const kept = passing(base, store);

  async function keep(ctx: Context): Promise<void> {
    const sent = await formText(ctx, MOST_BYTES);
    const name = randomBytes(24).toString('base64url');
    const key = keyOf(name);
    const sealed = seal(base.ring, placeOf(key), sent);
    await kept.put('Visit', key, { sealed }, SECONDS);
    seeOther(ctx, `${ctx.path}?posted=${name}`);
  }

  /** Puts back what was posted under the name in the address. @throws Refusal `login.expired` */
  async function recall(ctx: Context): Promise<void> {
    const name = ctx.query['posted'];
    if (name === undefined) return;
    const key = keyOf(String(name));
    const row = (await kept.read('Visit', key)) as { sealed: string } | undefined;
    if (!row) throw new Refusal('login.expired');
    ctx.querystring = open(base.ring, placeOf(key), row.sealed);
  }

  /** True where the request is answered with that: the browser comes again by GET. */
  return async (ctx: Context): Promise<boolean> => {
    if (!mayBePosted.has(ctx.path)) return false;
    if (ctx.method === 'GET') await recall(ctx);
    if (ctx.method !== 'POST') return false;
    await keep(ctx);
    return true;
  };
}
