import type { Context } from 'koa';
import { z } from 'zod';
import type { ConsoleFrame } from '../../views/admin/console.tsx';
import { checkCsrf, csrfToken } from '../http/csrf.ts';
import { wayOn } from '../http/errors.ts';
import { read } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import * as staff from '../staff/staff.ts';
import { doneOf } from './at.ts';
import { staffToken } from './cookie.ts';
import { consoleFrame } from './frame.ts';
import { formToken } from './route.ts';
import type { Entrant, SignInNeeds } from './sign-in-at.ts';

/** One request of somebody of the staff on their own account, whatever roles they hold. */
export interface Own extends Pick<Entrant, 'needs' | 'base' | 'ctx'> {
  session: staff.StaffSession;
  frame: ConsoleFrame;
}

type Handle = (own: Own) => Promise<void>;

/** Guard: somebody of the staff is signed in. No role is asked for, and the page is only theirs. */
export function ownPage(needs: SignInNeeds, handle: Handle) {
  return async (ctx: Context): Promise<void> => {
    const { base, issuer } = needs;
    wayOn(ctx, { kind: 'console', href: '/admin/me' });
    const token = staffToken(ctx, issuer);
    const session = token === undefined ? undefined : await staff.sessionOf(base, token);
    if (!session) return seeOther(ctx, '/admin/sign-in');
    const csrf = csrfToken(base.ring, formToken(session));
    const frame = consoleFrame(ctx, session, csrf, doneOf(ctx));
    await handle({ needs, base, ctx, session, frame });
  };
}

/** Guards of a post: the same, a form of ours in this session, and fields that fit. */
export function ownPost<F extends z.ZodRawShape>(
  needs: SignInNeeds,
  fields: F,
  handle: (own: Own, input: z.infer<z.ZodObject<F>>) => Promise<void>,
) {
  return ownPage(needs, async (own) => {
    const form = z.looseObject({ _csrf: z.string().max(100).optional() });
    const { _csrf: token } = await read(own.ctx, form);
    const origin = new URL(needs.issuer).origin;
    checkCsrf(own.ctx, needs.base.ring, { bound: formToken(own.session), token, origin });
    await handle(own, await read(own.ctx, z.object(fields)));
  });
}

/** Guard of a change: a second factor was shown a short while ago; else one's page asks for it. */
export function fresh<More extends unknown[]>(
  handle: (own: Own, ...more: More) => Promise<void>,
): (own: Own, ...more: More) => Promise<void> {
  return async (own, ...more) => {
    if (!staff.isFresh(own.base, own.session)) return seeOther(own.ctx, '/admin/me');
    await handle(own, ...more);
  };
}
