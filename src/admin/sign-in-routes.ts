import Router from '@koa/router';
import { z } from 'zod';
import { endOne, me, prove, signOut } from './me.ts';
import { fresh, ownPage, ownPost } from './me-at.ts';
import * as changes from './me-changes.ts';
import { entering, entrance, type SignInNeeds } from './sign-in-at.ts';
import { accept, enrol, enrolPage, invitationPage } from './sign-in-invitation.ts';
import {
  factorPage,
  renewalPage,
  renewPassword,
  signInPage,
  tryFactor,
  tryPassword,
} from './sign-in-steps.ts';

const text = (most: number) => z.string().max(most).optional();
/** What a passkey answers; a new one carries its certificate at most. */
const answer = text(16_384);
const password = text(1024);
const code = text(40);
/** What was begun on a page of one's own. */
const entry = z.string().regex(/^[\w-]{43}$/);

/**
 * The addresses of the staff beside the guard, which no role opens: signing in, where nobody is
 * signed in yet, and one's own account. Nothing here is for citizens.
 */
export function signInRoutes(needs: SignInNeeds): Router {
  const router = new Router();
  const page = (path: string, handle: Parameters<typeof entrance>[1]) =>
    router.get(path, entrance(needs, handle));

  page('/admin/sign-in', signInPage);
  router.post('/admin/sign-in', entering(needs, { address: text(200), password }, tryPassword));
  page('/admin/sign-in/factor', (here) => factorPage(here));
  router.post('/admin/sign-in/factor', entering(needs, { code, answer }, tryFactor));
  page('/admin/sign-in/password', async (here) => renewalPage(here));
  router.post('/admin/sign-in/password', entering(needs, { password }, renewPassword));

  page('/admin/invitation/:token', (here) => invitationPage(here));
  router.post('/admin/invitation/:token', entering(needs, { password, code }, accept));
  page('/admin/enrol', (here) => enrolPage(here));
  router.post('/admin/enrol', entering(needs, { code, answer, label: text(40) }, enrol));

  const own = (path: string, handle: Parameters<typeof ownPage>[1]) =>
    router.get(path, ownPage(needs, handle));

  router.post('/admin/sign-out', ownPost(needs, {}, signOut));
  own('/admin/me', (at) => me(at));
  router.post('/admin/me/prove', ownPost(needs, { code, answer }, prove));
  router.post('/admin/me/session-end', ownPost(needs, { session_id: z.uuid() }, endOne));
  own(
    '/admin/me/password',
    fresh(async (at) => changes.passwordPage(at)),
  );
  router.post(
    '/admin/me/password',
    ownPost(needs, { current_password: password, password }, fresh(changes.changePassword)),
  );
  own(
    '/admin/me/app',
    fresh((at) => changes.appPage(at)),
  );
  router.post('/admin/me/app', ownPost(needs, { entry, code }, fresh(changes.addApp)));
  own(
    '/admin/me/passkey',
    fresh((at) => changes.passkeyPage(at)),
  );
  const made = { entry, answer: z.string().max(16_384), label: text(40) };
  router.post('/admin/me/passkey', ownPost(needs, made, fresh(changes.addPasskey)));
  router.post(
    '/admin/me/factor-remove',
    ownPost(needs, { factor_id: z.uuid() }, fresh(changes.removeFactor)),
  );
  router.post('/admin/me/codes', ownPost(needs, {}, fresh(changes.newCodes)));

  return router;
}
