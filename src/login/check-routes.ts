import type Router from '@koa/router';
import { z } from 'zod';
import { readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { at } from './at.ts';
import * as check from './check.ts';
import * as face from './check-face.ts';
import * as phone from './check-phone.ts';
import type { LoginNeeds } from './needs.ts';
import { form, posted } from './posted.ts';

const text = (longest: number) => z.string().max(longest).optional();
const beginForm = z.object({ ...form, method: text(40) });
const saidForm = z.object({ ...form, name: text(200), id_type: text(40), id_number: text(100) });
const phoneForm = z.object({ ...form, phone: text(40) });
const codeForm = z.object({ ...form, code: text(40) });
const againForm = z.object({ ...form, choice: z.enum(['again', 'other']) });
const faceForm = z.object({ ...form, choice: z.enum(['agree', 'other']) });
const back = z.looseObject({ state: text(100), ticket: text(500) });

/** The addresses of a check as the way up, below a sign-in. */
export function checkRoutes(router: Router, needs: LoginNeeds): void {
  router.post('/signin/:uid/check', async (ctx) => {
    const [here, { method }] = await posted(needs, ctx, beginForm);
    await check.begin(here, method);
  });

  router.post('/signin/:uid/check/said', async (ctx) => {
    const [here, typed] = await posted(needs, ctx, saidForm);
    await check.say(here, typed);
  });

  router.post('/signin/:uid/check/phone', async (ctx) => {
    const [here, typed] = await posted(needs, ctx, phoneForm);
    await phone.sendTo(here, typed.phone);
  });

  router.post('/signin/:uid/check/code', async (ctx) => {
    const [here, { code }] = await posted(needs, ctx, codeForm);
    await phone.prove(here, code);
  });

  router.post('/signin/:uid/check/again', async (ctx) => {
    const [here, { choice }] = await posted(needs, ctx, againForm);
    await phone.sendAgain(here, choice);
  });

  router.post('/signin/:uid/check/face', async (ctx) => {
    const [here, { choice }] = await posted(needs, ctx, faceForm);
    await (choice === 'agree' ? face.begin(here) : face.otherWay(here));
  });

  // The browser comes back from the authority's pages, by a redirect of theirs.
  router.get('/signin/:uid/check/face', async (ctx) => {
    const { state, ticket } = readQuery(ctx, back);
    await face.complete(await at(needs, ctx), {
      ...(state && { state }),
      ...(ticket && { ticket }),
    });
  });

  // A form that came back with a mistake stands at these addresses: its language links and a reload.
  for (const step of ['check', 'check/said', 'check/phone', 'check/code', 'check/again'])
    router.get(`/signin/:uid/${step}`, (ctx) => seeOther(ctx, `/signin/${ctx.params['uid']}`));
}
