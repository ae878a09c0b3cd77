import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import * as clients from '../clients/clients.ts';
import * as developers from '../developers/developers.ts';
import { Refusal } from '../errors.ts';
import { againOf, canSay } from '../http/again.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { read } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { type At, doneOf, type Reach } from './at.ts';
import { tokenIn } from './cookie.ts';
import type { PortalNeeds } from './needs.ts';

/** One address of the portal behind the guard; `:id` in it names a client. */
export interface PortalRoute {
  method: 'get' | 'post';
  path: string;
  /** Of a form that holds a file: bytes that it may have. */
  bytes?: number;
  answer(at: At): Promise<void>;
}

/** A page: read, call, answer. */
export const page = (path: string, handle: PortalRoute['answer']): PortalRoute => ({
  ...{ method: 'get', path, answer: handle },
});

/** A post does one thing and comes back to a page (303). `fields` are those of its form. */
export function post<F extends z.ZodRawShape>(
  path: string,
  fields: F,
  handle: (at: At, input: z.infer<z.ZodObject<F>>) => Promise<void>,
  { bytes }: { bytes?: number } = {},
): PortalRoute {
  return {
    ...{ method: 'post', path },
    ...(bytes && { bytes }),
    answer: async (at) => handle(at, await read(at.ctx, z.object(fields))),
  };
}

/** Mounts routes behind the one guard. */
export function mount(router: Router, needs: PortalNeeds, routes: readonly PortalRoute[]): void {
  for (const route of routes)
    router[route.method](route.path, guarded(needs, route, formPage(routes, route)));
}

/** Where the form of a post stands: at its own address, or one step above it. */
function formPage(routes: readonly PortalRoute[], { method, path, bytes }: PortalRoute) {
  // A file that was refused is chosen anew.
  if (method === 'get' || bytes) return undefined;
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
    wayOn(ctx, { kind: 'portal', href: '/clients' });
    const token = tokenIn(ctx, issuer, 'developer');
    const developer = token && (await developers.sessionOf(base, token));
    if (!developer) return seeOther(ctx, '/clients/sign-in');
    const reach = await developers.reachOf(base, developer.developer_id);
    const { params } = ctx;
    if (route.path.startsWith('/clients/apps/:id')) await reachable(needs, reach, params['id']);
    const bound = formToken(developer);
    if (route.method === 'post') await checkForm(ctx, needs, bound, route);
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
      if (!form || !(thrown instanceof Refusal) || !canSay(ctx, thrown)) throw thrown;
      await again(at, form, thrown);
    }
  };
}

/** Answers a post that was refused with the page of its form. */
async function again(at: At, page: PortalRoute, refusal: Refusal): Promise<void> {
  const { ctx, params } = at;
  const frame = { ...at.frame, again: againOf(ctx, refusal) };
  // The page is that of its own address: its links lead back to it.
  ctx.url = page.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  await page.answer({ ...at, frame: { ...frame, path: ctx.path } });
  ctx.state.refusal = refusal.code;
  ctx.status = refusal.status;
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
  { bytes }: PortalRoute,
): Promise<void> {
  if (bytes !== undefined) ctx.state.body_limit = bytes;
  const typed = z.string().max(200).optional();
  const { _csrf: token } = await read(ctx, z.looseObject({ _csrf: typed }));
  checkCsrf(ctx, base.ring, { bound, token, origin: new URL(issuer).origin });
}
