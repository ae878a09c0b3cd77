import type { Context } from 'koa';
import type { JSX } from 'preact';
import { z } from 'zod';
import { routes } from '../../config/oidc.ts';
import { paths } from '../../views/account/paths.ts';
import type { Done } from '../../views/components/done.tsx';
import type { PageFrame } from '../../views/frame.ts';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { Refusal } from '../errors.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { read, readQuery } from '../http/input.ts';
import { renderPage } from '../http/render.tsx';
import * as identities from '../identities/identities.ts';
import { maskName } from '../identities/masks.ts';
import * as sessions from '../sessions/sessions.ts';
import type { AccountNeeds, NamedClient, OwnSession } from './needs.ts';

/** One request of somebody who is signed in: what every page and post here stands on. */
export interface At {
  needs: AccountNeeds;
  ctx: Context;
  session: OwnSession;
  /** Of the person; undefined only if the identity went away in this instant. */
  claims: identities.Claims | undefined;
  frame: PageFrame;
}

const formToken = (session: OwnSession) => `account:${session.uid}`;

/** Guard: somebody is signed in; everybody else is sent to sign in, and comes back to /account unless told otherwise. */
export function signedIn(
  needs: AccountNeeds,
  handle: (at: At) => Promise<void>,
  { otherwise = needs.signIn }: { otherwise?: (ctx: Context) => void } = {},
) {
  return async (ctx: Context): Promise<void> => {
    const session = await needs.sessionOf(ctx);
    if (!session) return otherwise(ctx);
    wayOn(ctx, { kind: 'account', href: paths.home });
    const claims = await identities.claimsOf(needs.base, session.identity_id);
    await keepLang(needs, ctx, session);
    const frame = pageFrame(ctx, {
      person: { masked_name: maskName(claims?.name ?? ''), sign_out: routes.end_session },
      csrf: csrfToken(needs.base.ring, formToken(session)),
    });
    await handle({ needs, ctx, session, claims, frame });
  };
}

/** The language that was just chosen by hand on one of these pages is the one to be written to in. */
async function keepLang({ base }: AccountNeeds, ctx: Context, session: OwnSession): Promise<void> {
  const { lang, lang_chosen } = ctx.state;
  if (ctx.method !== 'GET' || !lang || !lang_chosen) return;
  const { identity_id, session_id } = session;
  await sessions.chooseLang(base, { identity_id, session_id, lang });
}

/** Guards of a post: signed in, a form of ours in this browser, and fields that fit. */
export function posted<F extends z.ZodRawShape>(
  needs: AccountNeeds,
  fields: F,
  handle: (at: At, input: z.infer<z.ZodObject<F>>) => Promise<void>,
) {
  return signedIn(needs, async (at) => {
    const { _csrf: token } = await read(
      at.ctx,
      z.looseObject({ _csrf: z.string().max(100).optional() }),
    );
    const origin = new URL(needs.issuer).origin;
    checkCsrf(at.ctx, needs.base.ring, { bound: formToken(at.session), token, origin });
    const { isShared } = needs;
    if (isShared && !harmless.has(at.ctx.path) && (await isShared(at.session.identity_id)))
      throw new Refusal('account.shared');
    await handle(at, await read(at.ctx, z.object(fields)));
  });
}

/** What may be done to an account that others use too: what ends, and leaves the account as it was. */
const harmless: ReadonlySet<string> = new Set([
  ...[paths.withdraw, paths.endSession, paths.endOthers, paths.endAll, paths.device],
]);

/** Answers with a page. */
export function answer({ ctx }: At, page: JSX.Element): void {
  ctx.type = 'html';
  ctx.body = renderPage(page);
}

const doneCodes = Object.keys(zhCN.done) as [Done['code'], ...Done['code'][]];
const withDone = z.looseObject({ done: z.enum(doneCodes).optional().catch(undefined) });

/** What the address says has just been done; an unknown word is no reason to refuse the page. */
export const doneOf = ({ ctx }: At): Done['code'] | undefined => readQuery(ctx, withDone).done;

/** What is known of some clients, by id; those that are gone are missing. */
export async function clientsNamed(needs: AccountNeeds, ids: Iterable<string>) {
  const known = new Map<string, NamedClient>();
  for (const id of new Set(ids)) {
    const client = await needs.clients.read(id);
    if (client) known.set(id, client);
  }
  return known;
}
