import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import type { JSX } from 'preact';
import { z } from 'zod';
import type { PageFrame } from '../../views/frame.ts';
import type { Base } from '../base.ts';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { read } from '../http/input.ts';
import { renderPage } from '../http/render.tsx';
import { deviceOf } from '../sessions/device.ts';
import { networkOf } from '../sessions/network.ts';
import type { From } from '../staff/staff.ts';
import { setStaffToken } from './cookie.ts';

/** What the pages before the guard need: nobody is signed in there yet. */
export interface SignInNeeds {
  base: Base;
  /** The gateway's own address: posts are held to it, cookies named and passkeys bound by it. */
  issuer: string;
}

/** One request of somebody of the staff who is not signed in yet. */
export interface Entrant {
  needs: SignInNeeds;
  base: Base;
  ctx: Context;
  /**
   * What the cookie of the entrance holds: once the first step is done, the token of what is half
   * done. It changes with every step, so that nobody can plant one and wait (fixation).
   */
  entry: string;
  frame: PageFrame;
  params: Record<string, string>;
}

const formToken = (entry: string) => `staff-entry:${entry}`;

type Handle = (here: Entrant) => Promise<void>;
type Routed = Context & { params: Record<string, string> };

/** Guard of a page: this browser has a cookie of its own, which the form token is bound to. */
export function entrance(needs: SignInNeeds, handle: Handle) {
  return async (ctx: Routed): Promise<void> => {
    wayOn(ctx, { kind: 'again', href: '/admin/sign-in' });
    let entry = ctx.cookies.get(nameOf(needs.issuer)) ?? '';
    if (!/^[\w-]{43}$/.test(entry)) {
      entry = randomBytes(32).toString('base64url');
      setEntry(ctx, needs.issuer, entry);
    }
    const { base } = needs;
    const frame = pageFrame(ctx, { csrf: csrfToken(base.ring, formToken(entry)) });
    await handle({ needs, base, ctx, entry, frame, params: ctx.params });
  };
}

/** Guards of a post: a form of ours in this browser, and fields that fit. */
export function entering<F extends z.ZodRawShape>(
  needs: SignInNeeds,
  fields: F,
  handle: (here: Entrant, input: z.infer<z.ZodObject<F>>) => Promise<void>,
) {
  return entrance(needs, async (here) => {
    const form = z.looseObject({ _csrf: z.string().max(100).optional() });
    const { _csrf: token } = await read(here.ctx, form);
    const origin = new URL(needs.issuer).origin;
    checkCsrf(here.ctx, needs.base.ring, { bound: formToken(here.entry), token, origin });
    await handle(here, await read(here.ctx, z.object(fields)));
  });
}

export function show({ ctx }: Pick<Entrant, 'ctx'>, page: JSX.Element): void {
  ctx.type = 'html';
  ctx.body = renderPage(page);
}

/** Goes on to the next step, which this browser holds from now on. */
export const holdEntry = ({ ctx, needs }: Entrant, entry: string): void =>
  setEntry(ctx, needs.issuer, entry);

/** Signed in: a cookie with a new token, never one that was there before; the entrance is over. */
export function holdSession({ ctx, needs }: Entrant, session: string): void {
  setStaffToken(ctx, needs.issuer, session);
  setEntry(ctx, needs.issuer, undefined);
}

/** From where somebody comes, in words. */
export const fromOf = (ctx: Context): From => ({
  device: deviceOf(ctx.get('User-Agent')),
  network: networkOf(ctx.ip),
});

const nameOf = (issuer: string) => {
  const { protocol, port } = new URL(issuer);
  return protocol === 'https:'
    ? '__Host-songhua-staff-entry'
    : `songhua-staff-entry-${port || '80'}`;
};

function setEntry(ctx: Context, issuer: string, entry: string | undefined): void {
  const secure = issuer.startsWith('https:') ? '; Secure' : '';
  const end = entry === undefined ? '; Max-Age=0' : '';
  ctx.append(
    'Set-Cookie',
    `${nameOf(issuer)}=${entry ?? ''}; Path=/; HttpOnly; SameSite=Strict${secure}${end}`,
  );
}
