import { randomBytes } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import * as developers from '../developers/developers.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { read } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { setToken, tokenIn } from './cookie.ts';
import type { Entrant } from './entrant.ts';
import type { PortalNeeds } from './needs.ts';
import { formToken, keepTyped } from './route.ts';
import { codePage, sendCode, signInPage, tryCode } from './sign-in.ts';

type Handle = (here: Entrant) => Promise<void>;

/** The addresses before the guard. */
export function signInRoutes(needs: PortalNeeds): Router {
  const router = new Router();
  router.get('/clients/sign-in', entrance(needs, signInPage));
  router.post(
    '/clients/sign-in',
    entering(needs, { address: z.string().max(300).optional() }, sendCode),
  );
  router.get(
    '/clients/sign-in/code',
    entrance(needs, (here) => codePage(here)),
  );
  router.post(
    '/clients/sign-in/code',
    entering(needs, { code: z.string().max(40).optional() }, tryCode),
  );
  router.post('/clients/sign-out', async (ctx) => {
    const { base, issuer } = needs;
    const token = tokenIn(ctx, issuer, 'developer');
    const session = token && (await developers.sessionOf(base, token));
    if (session) {
      await checkForm(ctx, needs, formToken(session));
      await developers.endSession(base, session);
    }
    setToken(ctx, issuer, 'developer', undefined);
    seeOther(ctx, '/clients/sign-in?said=signed_out');
  });
  return router;
}

/** Guard of a page: this browser has a cookie of its own, which the form token is bound to. */
function entrance(needs: PortalNeeds, handle: Handle) {
  return async (ctx: Context): Promise<void> => {
    const { base, issuer } = needs;
    wayOn(ctx, { kind: 'again', href: '/clients/sign-in' });
    let entry = tokenIn(ctx, issuer, 'developer-entry');
    if (!entry) {
      entry = randomBytes(32).toString('base64url');
      setToken(ctx, issuer, 'developer-entry', entry);
    }
    const frame = pageFrame(ctx, { csrf: csrfToken(base.ring, entryToken(entry)) });
    await handle({ needs, base, ctx, entry, frame });
  };
}

/** Guards of a post: a form of ours in this browser, and fields that fit. */
function entering<F extends z.ZodRawShape>(
  needs: PortalNeeds,
  fields: F,
  handle: (here: Entrant, input: z.infer<z.ZodObject<F>>) => Promise<void>,
) {
  return entrance(needs, async (here) => {
    await keepTyped(here.ctx, needs.issuer);
    await checkForm(here.ctx, needs, entryToken(here.entry));
    await handle(here, await read(here.ctx, z.object(fields)));
  });
}

async function checkForm(ctx: Context, { base, issuer }: PortalNeeds, bound: string) {
  const typed = z.string().max(200).optional();
  const { _csrf: token } = await read(ctx, z.looseObject({ _csrf: typed }));
  checkCsrf(ctx, base.ring, { bound, token, origin: new URL(issuer).origin });
}

const entryToken = (entry: string) => `developer-entry:${entry}`;
