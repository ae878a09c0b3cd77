import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import { againOf, canSay } from '../http/again.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { read } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import * as staff from '../staff/staff.ts';
import { type At, doneOf } from './at.ts';
import { staffToken } from './cookie.ts';
import { consoleFrame } from './frame.ts';
import type { AdminNeeds } from './needs.ts';
import type { Permission } from './policy.ts';
import { isRefresh } from './refresh.ts';
import { covers, type Place, type Scope, scopeOf } from './scope.ts';

/** Where the thing in an address hangs; undefined when there is none. */
export type PlaceOf = (base: Base, params: Record<string, string>) => Promise<Place | undefined>;

/** One address of the console, with everything that is asked before it is answered. */
export interface ConsoleRoute {
  method: 'get' | 'post';
  path: string;
  may: Permission;
  /** Needed where the address names a thing. A list has none: it shows what lies in the scope. */
  place: PlaceOf | undefined;
  /** Of a destructive act: the text that has to be typed, the name of the thing. */
  confirm?: (base: Base, params: Record<string, string>) => Promise<string>;
  /** Of a form that holds a file: bytes that it may have. */
  bytes?: number;
  answer(at: At): Promise<void>;
}

interface Asked {
  path: string;
  may: Permission;
  place?: PlaceOf;
}

/** A page: read, call, answer. */
export function page(route: Asked & { handle(at: At): Promise<void> }): ConsoleRoute {
  const { path, may, place, handle } = route;
  return { method: 'get', path, may, place, answer: handle };
}

/** A post does one thing and comes back to a page (303). `fields` are those of its form. */
export function post<F extends z.ZodRawShape>(
  route: Asked & {
    fields: F;
    confirm?: ConsoleRoute['confirm'];
    bytes?: number;
    handle(at: At, input: z.infer<z.ZodObject<F>>): Promise<void>;
  },
): ConsoleRoute {
  const { path, may, place, fields, confirm, bytes, handle } = route;
  return {
    ...{ method: 'post', path, may, place },
    ...(confirm && { confirm }),
    ...(bytes && { bytes }),
    answer: async (at) => handle(at, await read(at.ctx, z.object(fields))),
  };
}

const PAGE_ROWS = 50;
const FILE_ROWS = 1_000;

/** Mounts routes behind the one guard. */
export function mount(router: Router, needs: AdminNeeds, routes: readonly ConsoleRoute[]): void {
  for (const route of routes) {
    if (route.path.includes('/:') && !route.place)
      throw new Error(`${route.path} names a thing, and does not say where that hangs`);
    router[route.method](route.path, guarded(needs, route, formPage(routes, route)));
  }
}

/** Where the form of a post stands: at its own address, or one step above it. */
function formPage(routes: readonly ConsoleRoute[], { method, path, bytes }: ConsoleRoute) {
  // A file that was refused is chosen anew.
  if (method === 'get' || bytes) return undefined;
  const at = (one: string) => routes.find((page) => page.method === 'get' && page.path === one);
  const found = at(path) ?? at(path.slice(0, path.lastIndexOf('/')));
  if (!found) throw new Error(`${path} has no page with its form`);
  return found;
}

/**
 * The guard, in order: somebody of the staff is signed in; a role of theirs carries the permission;
 * what the address names is there and lies in their scope; a post comes from a form of ours, and an
 * act that destroys names its thing. A form that is refused stands on its page again as it was typed.
 */
function guarded(needs: AdminNeeds, route: ConsoleRoute, form: ConsoleRoute | undefined) {
  return async (ctx: Context & { params: Record<string, string> }): Promise<void> => {
    const { base, issuer } = needs;
    wayOn(ctx, { kind: 'console', href: '/admin' });
    const token = staffToken(ctx, issuer);
    const session =
      token === undefined
        ? undefined
        : await staff.sessionOf(base, token, { seen: !isRefresh(ctx) });
    if (!session) return seeOther(ctx, '/admin/sign-in');
    const scope = await scopeOf(base, session.grants, route.may);
    if (!scope) return refuse(base, session, route);
    await reachable(base, route, scope, ctx.params);
    const bound = formToken(session);
    if (route.method === 'post') await checkForm(ctx, needs, bound, route);
    const frame = consoleFrame(ctx, session, csrfToken(base.ring, bound), doneOf(ctx));
    const limit = ctx.query['format'] === 'csv' ? FILE_ROWS : PAGE_ROWS;
    const { params } = ctx;
    const at: At = { needs, base, ctx, staff: session, scope, params, limit, frame };
    try {
      if (route.confirm) await checkNamed(at, route.confirm);
      await route.answer(at);
    } catch (thrown) {
      if (!form || !(thrown instanceof Refusal) || !canSay(ctx, thrown)) throw thrown;
      await again(at, form, thrown);
    }
  };
}

/** Answers a post that was refused with the page of its form, as whoever may see that page. */
async function again(at: At, page: ConsoleRoute, refusal: Refusal): Promise<void> {
  const { base, ctx, staff, params } = at;
  const scope = await scopeOf(base, staff.grants, page.may);
  if (!scope) throw refusal;
  await reachable(base, page, scope, params);
  const frame = { ...at.frame, again: againOf(ctx, refusal) };
  // The page is that of its own address: its links lead back to it.
  ctx.url = page.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  await page.answer({ ...at, scope, frame: { ...frame, path: ctx.path } });
  ctx.state.refusal = refusal.code;
  ctx.status = refusal.status;
  ctx.set('Cache-Control', 'no-store');
}

/** What a form token of the console is bound to. */
export const formToken = ({ id }: { id: string }): string => `staff:${id}`;

async function refuse(
  base: Base,
  session: staff.StaffSession,
  route: ConsoleRoute,
): Promise<never> {
  await audit.append(base, {
    kind: 'staff.refused',
    actor: { kind: 'staff', id: session.staff_id },
    outcome: 'refused',
    code: 'admin.not_allowed',
    detail: { method: route.method, route: route.path, permission: route.may },
  });
  throw new Refusal('admin.not_allowed');
}

/** What is outside somebody's scope is answered as what is not there. */
async function reachable(
  base: Base,
  { place }: ConsoleRoute,
  scope: Scope,
  params: Record<string, string>,
): Promise<void> {
  if (!place) return;
  const where = await place(base, params);
  if (where === undefined || !covers(scope, where)) throw new Refusal('admin.not_here');
}

async function checkForm(
  ctx: Context & { params: Record<string, string> },
  { base, issuer }: AdminNeeds,
  bound: string,
  { bytes }: ConsoleRoute,
): Promise<void> {
  if (bytes !== undefined) ctx.state.body_limit = bytes;
  const typed = z.string().max(200).optional();
  const { _csrf: token } = await read(ctx, z.looseObject({ _csrf: typed }));
  checkCsrf(ctx, base.ring, { bound, token, origin: new URL(issuer).origin });
}

async function checkNamed(
  { base, ctx, params }: At,
  confirm: NonNullable<ConsoleRoute['confirm']>,
): Promise<void> {
  const typed = z.string().max(200).optional();
  const { named } = await read(ctx, z.looseObject({ named: typed }));
  const name = await confirm(base, params);
  if (named?.trim().normalize('NFC') !== name.trim().normalize('NFC'))
    throw new Refusal('admin.not_named', { field: 'named' });
}
