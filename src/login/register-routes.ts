import type Router from '@koa/router';
import { z } from 'zod';
import { readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { at } from './at.ts';
import type { LoginNeeds } from './needs.ts';
import { form, posted } from './posted.ts';
import * as check from './register-check.ts';
import * as face from './register-face.ts';
import { setPassword } from './register-password.ts';
import * as phone from './register-phone.ts';

const text = (longest: number) => z.string().max(longest).optional();
const plain = z.object(form);
const phoneForm = z.object({ ...form, phone: text(40) });
const codeForm = z.object({ ...form, code: text(40) });
const againForm = z.object({ ...form, choice: z.enum(['again', 'other']) });
const checkForm = z.object({
  ...form,
  choice: z.enum(['check', 'skip']).optional(),
  method: text(40),
  name: text(200),
  id_type: text(40),
  id_number: text(100),
});
const faceForm = z.object({ ...form, choice: z.enum(['agree', 'other']) });
const knownForm = z.object({ ...form, choice: z.enum(['prove', 'separate']) });
const passwordForm = z.object({ ...form, login_name: text(100), password: text(1_024) });
const back = z.looseObject({ state: text(100), ticket: text(500) });

/** The addresses of registering, below a sign-in. */
export function registerRoutes(router: Router, needs: LoginNeeds): void {
  router.post('/signin/:uid/register', async (ctx) => {
    const [here] = await posted(needs, ctx, plain);
    await phone.start(here);
  });

  router.post('/signin/:uid/register/phone', async (ctx) => {
    const [here, typed] = await posted(needs, ctx, phoneForm);
    await phone.sendTo(here, typed.phone);
  });

  router.post('/signin/:uid/register/code', async (ctx) => {
    const [here, { code }] = await posted(needs, ctx, codeForm);
    await phone.prove(here, code);
  });

  router.post('/signin/:uid/register/again', async (ctx) => {
    const [here, { choice }] = await posted(needs, ctx, againForm);
    await (choice === 'again' ? phone.sendAgain(here) : phone.otherPhone(here));
  });

  router.post('/signin/:uid/register/check', async (ctx) => {
    const [here, { choice, ...typed }] = await posted(needs, ctx, checkForm);
    await (choice === 'skip' ? check.skip(here) : check.ask(here, typed));
  });

  router.post('/signin/:uid/register/face', async (ctx) => {
    const [here, { choice }] = await posted(needs, ctx, faceForm);
    await (choice === 'agree' ? face.begin(here) : face.otherWay(here));
  });

  // The browser comes back from the authority's pages, by a redirect of theirs.
  router.get('/signin/:uid/register/face', async (ctx) => {
    const { state, ticket } = readQuery(ctx, back);
    await face.complete(await at(needs, ctx), {
      ...(state && { state }),
      ...(ticket && { ticket }),
    });
  });

  router.post('/signin/:uid/register/known', async (ctx) => {
    const [here, { choice }] = await posted(needs, ctx, knownForm);
    await check.proveOrSeparate(here, choice);
  });

  router.post('/signin/:uid/register/password', async (ctx) => {
    const [here, typed] = await posted(needs, ctx, passwordForm);
    await setPassword(here, typed);
  });

  // A form that came back with a mistake stands at these addresses: its language links and a reload.
  for (const step of ['phone', 'code', 'again', 'check', 'known', 'password'])
    router.get(`/signin/:uid/register/${step}`, (ctx) =>
      seeOther(ctx, `/signin/${ctx.params['uid']}`),
    );
}
