import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import type { DeveloperSession } from '../developers/developers.ts';
import * as developers from '../developers/developers.ts';
import { Refusal } from '../errors.ts';
import { againOf } from '../http/again.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { read } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { type At, doneOf, type Reach } from './at.ts';
import { tokenIn } from './cookie.ts';
import { FormFault } from './form-fault.ts';
import type { PortalNeeds } from './needs.ts';
import { sayFaults } from './say-faults.ts';
import { typedIn } from './typed.ts';

/** One address of the portal behind the guard; `:id` in it names a client. */
export interface PortalRoute {
  method: 'get' | 'post';
  path: string;
  answer(at: At): Promise<void>;
  /** Its form comes with a file of at most so many bytes. */
  file_bytes?: number;
  /** It is no page but a file to keep. */
  file?: true;
}

/** A page: read, call, answer. */
export const page = (path: string, handle: PortalRoute['answer']): PortalRoute => ({
  ...{ method: 'get', path, answer: handle },
});

/** A file to keep, from a page of whoever may see that page. */
export const file = (path: string, handle: PortalRoute['answer']): PortalRoute => ({
  ...page(path, handle),
  file: true,
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

/** Forms of the portal are long: an application as a text, in any script. */
const FORM_BYTES = 256 * 1024;

/**
 * The guard, in order: a developer is signed in; a client that the address names is one of their
 * departments', or in the sandbox their own draft; a post comes from a form of ours. A form that is
 * refused stands on its page again as it was typed; where that page cannot be shown, what was typed
 * stands on the page of the refusal.
 */
function guarded(needs: PortalNeeds, route: PortalRoute, form: PortalRoute | undefined) {
  return async (ctx: Context & { params: Record<string, string> }): Promise<void> => {
    const { base, issuer } = needs;
    wayOn(ctx, { kind: 'portal', href: '/clients' });
    const token = tokenIn(ctx, issuer, 'developer');
    const developer = token && (await developers.sessionOf(base, token));
    const known = developer || (token && (await developers.whyOver(base, token)));
    if (route.method === 'post' && known) {
      ctx.state.takes_files = route.file_bytes !== undefined;
      // Around a file stand a token and a few lines.
      ctx.state.body_limit = Math.max(FORM_BYTES, (route.file_bytes ?? 0) + 16 * 1024);
      await keepTyped(ctx, issuer);
    }
    if (!developer) {
      if (ctx.state.typed?.length) throw new Refusal('developers.signed_out');
      return seeOther(ctx, '/clients/sign-in');
    }
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
      if (!form || !(await shownAgain(at, form, thrown))) throw thrown;
    }
  };
}

/** The language that was just chosen by hand here is the one to be written to in. */
async function keepLang(base: Base, ctx: Context, { developer_id, lang }: DeveloperSession) {
  const { lang: chosen, lang_chosen } = ctx.state;
  if (chosen && lang_chosen && chosen !== lang)
    await developers.chooseLang(base, developer_id, chosen);
}

/** Keeps what was typed into a form of ours, should its page not be there any more. */
export async function keepTyped(ctx: Context, issuer: string): Promise<void> {
  const ours =
    ctx.get('Sec-Fetch-Site') === 'same-origin' || ctx.get('Origin') === new URL(issuer).origin;
  // What a foreign page posted is never shown as if somebody had typed it here.
  if (!ours) return;
  const body = await read(ctx, z.looseObject({}));
  ctx.state.typed = typedIn(body, ctx.state.lang ?? 'zh-CN');
}

/** Answers a post that was refused with the page of its form; false where that page is not there. */
async function shownAgain(at: At, form: PortalRoute, thrown: unknown): Promise<boolean> {
  const { ctx, params } = at;
  const refusal = refusalIn(thrown);
  if (!refusal || ctx.accepts('html', 'json') !== 'html') return false;
  const { url } = ctx;
  // The page is that of its own address: its links lead back to it.
  const path = form.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  const { faults } = refusal.detail;
  const said = faults && {
    faults: sayFaults(faults, {
      ...{ path, id: params['id'], typed: ctx.state.body ?? {}, lang: at.frame.lang },
    }),
  };
  const own = thrown instanceof FormFault ? { sentence: thrown.sentence } : said;
  const again = { ...againOf(ctx, refusal), ...own };
  try {
    ctx.url = path;
    await form.answer({ ...at, frame: { ...at.frame, again, path: ctx.path } });
  } catch (other) {
    ctx.url = url;
    if (other instanceof Refusal) return false;
    throw other;
  }
  ctx.state.refusal = refusal.code;
  ctx.status = refusal.status;
  const { retry_after } = refusal.detail;
  if (retry_after !== undefined) ctx.set('Retry-After', String(Math.ceil(retry_after)));
  ctx.set('Cache-Control', 'no-store');
  return true;
}

/** What was refused; undefined for a fault of ours, which is logged and has a page of its own. */
function refusalIn(thrown: unknown): Refusal | undefined {
  if (thrown instanceof FormFault) return new Refusal('http.bad_input', { field: thrown.field });
  return thrown instanceof Refusal ? thrown : undefined;
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
