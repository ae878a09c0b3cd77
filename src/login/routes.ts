// Longer than 250 lines on purpose: every address of a sign-in, read from top to bottom.
import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { advance } from './advance.ts';
import { arrive, callback } from './arrive.ts';
import { setAskedPassword } from './asked-password.ts';
import { at } from './at.ts';
import { checkRoutes } from './check-routes.ts';
import { choose, goOn, leave, proveOrSeparate } from './choose.ts';
import { consentForm, sayConsent } from './consent.ts';
import { isDue, mayContinue } from './due.ts';
import { enterByPasskey, showFactor } from './factor.ts';
import { told } from './intervened.ts';
import { forgetUsed } from './last-used.ts';
import { leave as leaveForSource } from './leaving.ts';
import { arriveLinking } from './linking.ts';
import type { LoginNeeds } from './needs.ts';
import { setNewPassword } from './new-password.ts';
import { ownDocument } from './own-document.ts';
import { show } from './pages.tsx';
import { paper, tryPaper } from './paper.ts';
import { tryPassword } from './password.ts';
import { form, posted } from './posted.ts';
import { recover, recoverCode, recoverFace, tryRecover, tryRecoverCode } from './recover.ts';
import { regain } from './regain.ts';
import { registerRoutes } from './register-routes.ts';
import { signOutAddress } from './source-ends.ts';

const search = z.looseObject({
  q: z.string().max(100).optional(),
  region: z.string().max(60).optional(),
  from: z.coerce.number().int().min(0).max(100_000).optional().catch(undefined),
});
const plain = z.object(form);
const wayForm = z.object({ ...form, source: z.string().max(100).optional() });
const noticeForm = z.object({ ...form, notice: z.literal(zhCN.notice.version) });
const proveForm = z.object({ ...form, choice: z.enum(['prove', 'separate']) });

/**
 * The addresses of a sign-in. Every post changes what is known and comes back to the one GET. A post
 * that answers a page does so only while that page is due (due.ts); one that begins anew may any time.
 */
export function routes(needs: LoginNeeds): Router {
  const router = new Router();

  router.get('/signin/:uid', async (ctx) => {
    const here = await at(needs, ctx);
    const looking = lookingFor(ctx);
    if (looking && !here.attempt.came) return show(here, 'picker', looking);
    await advance(here);
  });

  router.get('/signin/:uid/ways', async (ctx) => {
    const here = await at(needs, ctx);
    await show(here, 'picker', lookingFor(ctx));
  });

  router.get('/signin/:uid/arrive', (ctx) => arrive(needs, ctx));
  router.get('/callback/:source', (ctx) => callback(needs, ctx));
  router.post('/callback/:source', (ctx) => callback(needs, ctx));
  router.get('/callback/:source/logout', (ctx) => signOutAddress(needs, ctx));
  router.post('/callback/:source/logout', (ctx) => signOutAddress(needs, ctx));
  router.post('/signed-out/source', (ctx) => leaveForSource(needs, ctx));
  router.get('/callback/:source/metadata', (ctx) => ownDocument(needs, ctx));
  router.get('/linking/arrive', (ctx) => arriveLinking(needs, ctx));

  router.post('/signin/:uid/source', async (ctx) => {
    const [here, { source }] = await posted(needs, ctx, wayForm);
    await choose(here, source);
  });

  router.post('/signin/:uid/forget', async (ctx) => {
    const [here] = await posted(needs, ctx, plain);
    forgetUsed(ctx, needs.issuer);
    seeOther(ctx, here.path('ways'));
  });

  router.post('/signin/:uid/password', async (ctx) => {
    const [here, input] = await posted(needs, ctx, passwordForm);
    await tryPassword(here, input);
  });

  router.get('/signin/:uid/paper', async (ctx) => paper(await at(needs, ctx)));

  router.post('/signin/:uid/paper', async (ctx) => {
    const [here, input] = await posted(needs, ctx, paperForm);
    await tryPaper(here, input);
  });

  router.get('/signin/:uid/recover', async (ctx) => recover(await at(needs, ctx)));
  router.get('/signin/:uid/recover/code', async (ctx) => recoverCode(await at(needs, ctx)));
  router.get('/signin/:uid/recover/face', async (ctx) => {
    await recoverFace(await at(needs, ctx), readQuery(ctx, z.record(z.string(), z.string())));
  });

  router.post('/signin/:uid/recover', async (ctx) => {
    const [here, input] = await posted(needs, ctx, recoverForm);
    await tryRecover(here, input);
  });

  router.post('/signin/:uid/recover/code', async (ctx) => {
    const [here, { code }] = await posted(needs, ctx, codeForm);
    await tryRecoverCode(here, code ?? '');
  });

  router.post('/signin/:uid/regain', async (ctx) => {
    const [here, input] = await posted(needs, ctx, regainForm);
    await regain(here, input);
  });

  router.post('/signin/:uid/continue', async (ctx) => {
    const [here] = await posted(needs, ctx, plain);
    if (mayContinue(here)) {
      here.attempt.continuing = true;
      here.attempt.chosen = undefined;
    }
    await goOn(here);
  });

  router.post('/signin/:uid/consent', async (ctx) =>
    sayConsent(...(await posted(needs, ctx, consentForm))),
  );

  router.post('/signin/:uid/notice', async (ctx) => {
    const [here, { notice }] = await posted(needs, ctx, noticeForm);
    const { came, regaining, registering } = here.attempt;
    if (!isDue(here, 'notice')) return goOn(here);
    if (came?.by === 'source') came.notice = notice;
    else if (!came && regaining) regaining.notice = notice;
    else if (!came && registering) registering.notice = notice;
    await goOn(here);
  });

  router.post('/signin/:uid/prove', async (ctx) => {
    const [here, { choice }] = await posted(needs, ctx, proveForm);
    await proveOrSeparate(here, choice);
  });

  router.post('/signin/:uid/told', async (ctx) => {
    const [here] = await posted(needs, ctx, plain);
    if (isDue(here, 'told')) await told(here);
    await goOn(here);
  });

  // A form that came back with a mistake stands at this address: its language links and a reload.
  for (const step of [
    'source',
    'password',
    'new-password',
    'asked-password',
    'regain',
    'passkey',
    'consent',
  ])
    router.get(`/signin/:uid/${step}`, (ctx) => seeOther(ctx, `/signin/${ctx.params['uid']}`));

  router.post('/signin/:uid/new-password', async (ctx) => {
    const [here, { password }] = await posted(needs, ctx, newPasswordForm);
    await setNewPassword(here, password);
  });

  router.post('/signin/:uid/asked-password', async (ctx) => {
    const [here, { password, later }] = await posted(needs, ctx, askedPasswordForm);
    await setAskedPassword(here, { password, later: later !== undefined });
  });

  router.post('/signin/:uid/factor', async (ctx) => {
    const [here, typed] = await posted(needs, ctx, factorForm);
    await showFactor(here, typed);
  });

  router.post('/signin/:uid/passkey', async (ctx) => {
    const [here, { answer = '' }] = await posted(needs, ctx, factorForm);
    await enterByPasskey(here, answer);
  });

  // From the second factor to the other ways there, and back.
  router.get('/signin/:uid/step-up', async (ctx) => {
    const here = await at(needs, ctx);
    if (isDue(here, 'second_factor')) here.attempt.other_ways = true;
    here.attempt.checking = undefined;
    await goOn(here);
  });

  router.get('/signin/:uid/factor', async (ctx) => {
    const here = await at(needs, ctx);
    if (isDue(here, 'step_up')) here.attempt.other_ways = undefined;
    await goOn(here);
  });

  router.post('/signin/:uid/leave', async (ctx) => {
    const [here] = await posted(needs, ctx, plain);
    await leave(here);
  });

  registerRoutes(router, needs);
  checkRoutes(router, needs);

  return router;
}

/** What of the list somebody looks for, if they do. */
function lookingFor(ctx: Context) {
  const { q: query, region, from } = readQuery(ctx, search);
  return query === undefined && region === undefined && from === undefined
    ? undefined
    : { query, region, from };
}

const passwordForm = z.object({
  ...form,
  source: z.string().max(100),
  username: z.string().max(200).optional(),
  password: z.string().max(1024).optional(),
});

const paperForm = z.object({
  ...form,
  code: z.string().max(100).optional(),
  number: z.string().max(100).optional(),
});

const recoverForm = z.object({
  ...form,
  name: z.string().max(100).optional(),
  id_type: z.string().max(40).optional(),
  number: z.string().max(60).optional(),
  phone: z.string().max(30).optional(),
  by: z.enum(['operator', 'face']).optional(),
});

const codeForm = z.object({ ...form, code: z.string().max(20).optional() });

const regainForm = z.object({
  ...form,
  login_name: z.string().max(100).optional(),
  password: z.string().max(1024).optional(),
});

/** An answer of a passkey is some 1,500 letters; a key of another kind may take more. */
const factorForm = z.object({
  ...form,
  code: z.string().max(100).optional(),
  answer: z.string().max(20_000).optional(),
});

const newPasswordForm = z.object({ ...form, password: z.string().max(1024).optional() });
const askedPasswordForm = newPasswordForm.extend({ later: z.string().max(10).optional() });
