import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Again } from '../../views/frame.ts';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import type { DeveloperSession } from '../developers/developers.ts';
import * as developers from '../developers/developers.ts';
import { Refusal, type RefusalCode } from '../errors.ts';
import { againOf, canSay } from '../http/again.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { read } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { type At, doneOf, type Reach } from './at.ts';
import { tokenIn } from './cookie.ts';
import { FormFault } from './form-fault.ts';
import type { PortalNeeds } from './needs.ts';

/** One address of the portal behind the guard; `:id` in it names a client. */
export interface PortalRoute {
  method: 'get' | 'post';
  path: string;
  answer(at: At): Promise<void>;
  /** Its form comes with a file of at most so many bytes. */
  file_bytes?: number;
}

/** A page: read, call, answer. */
export const page = (path: string, handle: PortalRoute['answer']): PortalRoute => ({
  ...{ method: 'get', path, answer: handle },
});

/** A post does one thing and comes back to a page (303). `fields` are those of its form. */
export function post<S extends z.ZodType>(
  path: string,
  fields: S,
  handle: (at: At, input: z.infer<S>) => Promise<void>,
): PortalRoute {
  return {
    ...{ method: 'post', path },
    answer: async (at) => handle(at, await read(at.ctx, fields)),
  };
}

/** Mounts routes behind the one guard. */
export function mount(router: Router, needs: PortalNeeds, routes: readonly PortalRoute[]): void {
  for (const route of routes)
    router[route.method](route.path, guarded(needs, route, formPage(routes, route)));
}

/** Where the form of a post stands: at its own address, or one step above it. */
function formPage(routes: readonly PortalRoute[], { method, path }: PortalRoute) {
  if (method === 'get') return undefined;
  const at = (one: string) => routes.find((page) => page.method === 'get' && page.path === one);
  const found = at(path) ?? at(path.slice(0, path.lastIndexOf('/')));
  if (!found) throw new Error(`${path} has no page with its form`);
  return found;
}

/**
 * The guard, in order: a developer is signed in; a client that the address names is one of their
 * departments', or in the sandbox their own draft; a post comes from a form of ours. A form that is
 * refused stands on its page again as it was typed.
 */
function guarded(needs: PortalNeeds, route: PortalRoute, form: PortalRoute | undefined) {
  return async (ctx: Context & { params: Record<string, string> }): Promise<void> => {
    const { base, issuer } = needs;
    if (route.file_bytes !== undefined) {
      ctx.state.takes_files = true;
      // Around the file stand a token and a few lines.
      ctx.state.body_limit = route.file_bytes + 16 * 1024;
    }
    wayOn(ctx, { kind: 'portal', href: '/clients' });
    const token = tokenIn(ctx, issuer, 'developer');
    const developer = token && (await developers.sessionOf(base, token));
    if (!developer) return seeOther(ctx, '/clients/sign-in');
    if (route.method === 'get') await keepLang(base, ctx, developer);
    const reach = await developers.reachOf(base, developer.developer_id);
    const { params } = ctx;
    if (route.path.startsWith('/clients/apps/:id')) await reachable(needs, reach, params['id']);
    const bound = formToken(developer);
    if (route.method === 'post') await checkForm(ctx, needs, bound);
    const csrf = csrfToken(base.ring, bound);
    const said = doneOf(ctx);
    const frame = {
      ...pageFrame(ctx, { csrf }),
      developer: { address: developer.address },
      ...(said && { done: said }),
    };
    const at: At = { needs, base, ctx, developer, reach, params, frame };
    try {
      await route.answer(at);
    } catch (thrown) {
      const said = form && sayable(ctx, thrown);
      if (!said) throw thrown;
      await again(at, form, said);
    }
  };
}

/** The language that was just chosen by hand here is the one to be written to in. */
async function keepLang(base: Base, ctx: Context, { developer_id, lang }: DeveloperSession) {
  const { lang: chosen, lang_chosen } = ctx.state;
  if (chosen && lang_chosen && chosen !== lang)
    await developers.chooseLang(base, developer_id, chosen);
}

/** What the page of a form says of a refusal, with its status; undefined where it cannot be put right there. */
function sayable(ctx: Context, thrown: unknown): { again: Again; status: number } | undefined {
  if (thrown instanceof FormFault) {
    const { field, sentence } = thrown;
    const asked = new Refusal('http.bad_input', { field });
    return { again: { ...againOf(ctx, asked), sentence }, status: asked.status };
  }
  if (!(thrown instanceof Refusal) || !canSay(ctx, thrown)) return undefined;
  return { again: againOf(ctx, thrown), status: thrown.status };
}

/** Answers a post that was refused with the page of its form. */
async function again(
  at: At,
  page: PortalRoute,
  { again, status }: { again: Again; status: number },
): Promise<void> {
  const { ctx, params } = at;
  // The page is that of its own address: its links lead back to it.
  ctx.url = page.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  await page.answer({ ...at, frame: { ...at.frame, again, path: ctx.path } });
  ctx.state.refusal = again.code as RefusalCode;
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
}

/** What a form token of the portal is bound to. */
export const formToken = ({ id }: { id: string }): string => `developer:${id}`;

/** What is out of reach is answered as what is not there. */
async function reachable(
  { base }: PortalNeeds,
  reach: Reach,
  id: string | undefined,
): Promise<void> {
  const client = id === undefined ? undefined : await clients.read(base, id);
  const within =
    client &&
    (reach.department_ids.includes(client.department_id) || reach.client_ids.includes(client.id));
  if (!within) throw new Refusal('developers.not_here');
}

async function checkForm(
  ctx: Context,
  { base, issuer }: PortalNeeds,
  bound: string,
): Promise<void> {
  const typed = z.string().max(200).optional();
  const { _csrf: token } = await read(ctx, z.looseObject({ _csrf: typed }));
  checkCsrf(ctx, base.ring, { bound, token, origin: new URL(issuer).origin });
}
